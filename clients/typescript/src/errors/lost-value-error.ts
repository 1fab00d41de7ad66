import { AssistantTokensError } from './client-error.js';

/**
 * Something was made, but the answer with its value was lost, and getting it another value failed
 * for `cause`. It is there, once, and nobody knows its value: rotate it, or delete it.
 */
export class LostValueError extends AssistantTokensError {
  constructor(
    readonly resourceId: string,
    cause: unknown,
  ) {
    super(`The value of ${resourceId} was lost on its way, and could not be renewed.`, { cause });
  }

  override toJSON(): object {
    return { ...super.toJSON(), resourceId: this.resourceId };
  }
}
