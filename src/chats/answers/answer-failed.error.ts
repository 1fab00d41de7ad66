import { DomainError } from '../../platform/errors/domain-error.js';
import { ERROR_CODES } from '../../platform/errors/error-code.js';
import { paths } from '../../api/hal/links.js';
import type { FailureCode } from '../models/model-failure.js';

interface FailedMessage {
  id: string;
  chatId: string;
  /** A {@link FailureCode}. */
  errorCode: string | null;
}

/** The part that was received is stored; the error names the chat and the message. */
export class AnswerFailedError extends DomainError {
  /** @param retryAfter seconds, if the model sent `Retry-After` */
  constructor({ id, chatId, errorCode }: FailedMessage, retryAfter: number | null = null) {
    const code = (errorCode ?? 'model_failed') as FailureCode;
    super(code, ERROR_CODES[code].meaning.replaceAll('`', ''), {
      trace: { chatId, messageId: id },
      headers: {
        Location: paths.chatMessage(chatId, id),
        ...(retryAfter !== null && { 'Retry-After': String(retryAfter) }),
      },
    });
  }
}
