import { MessageNotFoundError } from '../chats.errors.js';
import { AnswerFailedError } from './answer-failed.error.js';
import type { AnswerOutcome, RunningAnswer } from './running-answer.js';

/** A client that waits for the whole answer is no more once its connection is gone. */
export function endOf(answer: RunningAnswer, gone: AbortSignal): Promise<AnswerOutcome> {
  const leave = answer.awaited(0);
  if (gone.aborted) leave();
  else gone.addEventListener('abort', leave, { once: true });
  return answer.ended;
}

/** @throws AnswerFailedError, MessageNotFoundError when it was deleted meanwhile */
export function requireComplete({
  message,
  retryAfter,
}: AnswerOutcome): NonNullable<AnswerOutcome['message']> {
  if (message === null) throw new MessageNotFoundError();
  if (message.status !== 'complete') throw new AnswerFailedError(message, retryAfter);
  return message;
}
