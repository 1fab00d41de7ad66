import type { IdempotentCall } from '../api/idempotency/idempotent-call.js';
import type { Exchange } from './conversation.service.js';

interface Asked {
  /** Of what the request made. */
  id: string;
  /** null: it was asked before. */
  exchange: Exchange | null;
}

/**
 * What is asked is stored once for an `Idempotency-Key`. The answer is not kept with the key: it is
 * in the chat, and may still be on its way.
 *
 * @param find what an earlier attempt has stored
 */
export async function askOnce(
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
