import type { Schemas } from '../schema/operation-types.js';
import { AssistantTokensError } from './client-error.js';

/** The last event of a stream was `error`: the model failed, or the reader may read no more. */
export class AnswerFailedError extends AssistantTokensError {
  readonly code: Schemas['MessageFailure']['code'];
  /** The message that keeps what came. */
  readonly messageId: string;
  /** Seconds to wait before asking again, where the model told it. */
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
