/** Of Node, Deno and Bun; where a platform does not tell, the request may have been sent. */
const BEFORE_A_CONNECTION = new Set([
  'ECONNREFUSED',
  'ConnectionRefused',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Did the request fail before there was a connection? */
export function wasNeverSent(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string' && BEFORE_A_CONNECTION.has(code)) return true;
  return cause !== undefined && cause !== error && wasNeverSent(cause);
}
