import type { Call, Repetition } from '../http/call.js';
import { acting } from '../http/calls.js';
import type { Schemas } from '../schema/operation-types.js';

export function rotating(
  path: string,
  body: Schemas['RotateTokenRequest'],
  repetition: Repetition,
): Call {
  return { ...acting(`${path}/_rotate`, body), repetition };
}

/**
 * A rotation that is sent twice rotates twice, unless it names the version to replace. When the first
 * attempt retires the secret that authenticates the second, the second counts as reuse and may revoke
 * the token.
 */
export function rotationRepetition(
  { secretVersion, overlapSeconds = 0 }: Schemas['RotateTokenRequest'],
  hasSession: boolean,
): Repetition {
  return secretVersion !== undefined && (hasSession || overlapSeconds > 0) ? 'safe' : 'never';
}
