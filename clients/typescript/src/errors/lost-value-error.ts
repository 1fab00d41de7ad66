import { AssistantTokensError } from './client-error.js';

/**
 * The service created a token or webhook, but the response with its value got lost, and the rotation
 * failed because of `cause`. It exists once, and nobody knows its value. Rotate it or delete it.
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
