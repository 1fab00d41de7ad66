import { LostValueError } from '../errors/lost-value-error.js';
import type { Call } from '../http/call.js';
import type { CreateOptions } from '../http/request-options.js';
import type { Transport } from '../http/transport.js';

interface Renewal<T> {
  valueOf: (created: T) => string;
  /** Rotates the created thing. */
  renew: (created: T) => Promise<T>;
}

/** A masked value ends with it. */
const MASKED = '…';

/**
 * Creates something whose value the service shows once. The response to a retry contains a masked
 * value. Nobody has seen the first value, so this function rotates it. With a key of the caller,
 * somebody may have seen it, so this function returns the masked value.
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
