import type { IdempotentCall } from '../../api/idempotency/idempotent-call.js';
import type { Exchange } from './conversation.service.js';

interface Asked {
  /** The id of the chat or message that the request created. */
  id: string;
  /** `null` if an earlier request with the same key created it. */
  exchange: Exchange | null;
}

/**
 * Stores the question once per `Idempotency-Key`. The answer is not stored with the key: it is in
 * the chat, and may still be streaming.
 *
 * @param find finds what an earlier attempt stored
 */
export async function askIdempotently(
  call: IdempotentCall,
  find: (id: string) => Promise<object | null>,
  ask: (id: string) => Promise<Exchange>,
): Promise<Asked> {
  const asked: Pick<Asked, 'exchange'> = { exchange: null };
  const { id } = await call.run(async (reservation) => {
    const made = await reservation.findMade(find);
    if (made === null) asked.exchange = await ask(reservation.id);
    return { id: reservation.id };
  });
  return { id, ...asked };
}
