import { LostValueError } from '../errors/lost-value-error.js';
import type { Call } from '../http/call.js';
import type { CreateOptions } from '../http/request-options.js';
import type { Transport } from '../http/transport.js';

interface Renewal<T> {
  valueOf: (created: T) => string;
  /** Gives what was made another value. */
  renew: (created: T) => Promise<T>;
}

/** A masked hint ends with it. */
const MASKED = '…';

/**
 * Makes something that has a value which is shown once. The answer to a request that is sent again
 * has everything but the value; nobody has seen that, so another one takes its place. With a key of
 * the caller somebody may have: the masked answer is returned as it is.
 *
 * @throws LostValueError
 */
export async function createWithValue<T extends { id: string }>(
  transport: Transport,
  call: Call,
  options: CreateOptions | undefined,
  { valueOf, renew }: Renewal<T>,
): Promise<T> {
  const { body: created, afterLostAnswer } = await transport.send<T>(call, options);
  const isLost = afterLostAnswer && valueOf(created).endsWith(MASKED);
  if (!isLost || options?.idempotencyKey !== undefined) return created;
  try {
    return await renew(created);
  } catch (error) {
    throw new LostValueError(created.id, error);
  }
}
