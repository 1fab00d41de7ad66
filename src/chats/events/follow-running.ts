import type { ServerSentEvent } from '../../api/events/event-stream.js';
import type { RunningAnswer } from '../answers/running-answer.js';
import { WakeUp } from '../answers/wake-up.js';
import type { Answered } from '../chat.assembler.js';
import type { EventPosition } from './event-position.js';
import { messageDelta, messageEnded, messageGone, messageUnavailable } from './message-events.js';
import { chunkAt } from './text-chunks.js';

/** Gives a client that lost its connection time to come back before the answer stops. */
const GRACE_MS = 2_000;

/**
 * Streams an answer that this instance receives, at the pace of the reader. Unread text needs no
 * buffer, because the answer keeps all of its text.
 *
 * @param first events to send before; a client that leaves during them counts as gone too
 */
export async function* followRunning(
  answer: RunningAnswer,
  chat: Answered,
  from: EventPosition,
  gone: AbortSignal,
  first: ServerSentEvent[] = [],
): AsyncGenerator<ServerSentEvent> {
  const wakeUp = new WakeUp();
  const leave = answer.awaited(GRACE_MS);
  const stopObserving = answer.observe(wakeUp.call);
  gone.addEventListener('abort', wakeUp.call);
  try {
    yield* first;
    let place = from;
    while (!gone.aborted) {
      const piece = chunkAt(answer.text, place.offset);
      if (piece !== '') {
        place = { ...place, offset: place.offset + piece.length };
        yield messageDelta(piece, place);
      } else if (answer.outcome === null) {
        await wakeUp.wait();
      } else {
        yield await endOf(answer, chat, place);
        return;
      }
    }
  } finally {
    gone.removeEventListener('abort', wakeUp.call);
    stopObserving();
    leave();
  }
}

async function endOf(
  answer: RunningAnswer,
  chat: Answered,
  place: EventPosition,
): Promise<ServerSentEvent> {
  try {
    const { message, retryAfter } = await answer.ended;
    return message === null ? messageGone(place) : messageEnded(message, chat, retryAfter);
  } catch {
    return messageUnavailable(place);
  }
}
