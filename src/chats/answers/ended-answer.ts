import { MessageNotFoundError } from '../chats.errors.js';
import { AnswerFailedError } from './answer-failed.error.js';
import type { AnswerOutcome, RunningAnswer } from './running-answer.js';

/** Waits for the whole answer. When the client disconnects, it no longer counts as waiting. */
export function endOf(answer: RunningAnswer, gone: AbortSignal): Promise<AnswerOutcome> {
  const leave = answer.awaited(0);
  if (gone.aborted) leave();
  else gone.addEventListener('abort', leave, { once: true });
  return answer.ended;
}

/** @throws AnswerFailedError, MessageNotFoundError if it was deleted in the meantime */
export function requireComplete({
  message,
  retryAfter,
}: AnswerOutcome): NonNullable<AnswerOutcome['message']> {
  if (message === null) throw new MessageNotFoundError();
  if (message.status !== 'complete') throw new AnswerFailedError(message, retryAfter);
  return message;
}
