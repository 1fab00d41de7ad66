import type { Schemas } from '../schema/operation-types.js';
import { AssistantTokensError } from './client-error.js';

/** A stream ended with `error`: the model failed, or the credential may no longer read the chat. */
export class AnswerFailedError extends AssistantTokensError {
  readonly code: Schemas['MessageFailure']['code'];
  /** The message that contains the text so far. */
  readonly messageId: string;
  /** Seconds to wait before a retry, if the model sent them. */
  readonly retryAfter: number | null;

  constructor({ code, message, messageId, retryAfter }: Schemas['MessageFailure']) {
    super(message);
    this.code = code;
    this.messageId = messageId;
    this.retryAfter = retryAfter ?? null;
  }

  override toJSON(): object {
    const { code, messageId } = this;
    return { ...super.toJSON(), code, messageId };
  }
}
