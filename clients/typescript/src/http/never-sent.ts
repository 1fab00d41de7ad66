/** Codes of Node.js, Deno and Bun. On other platforms, the request may have been sent. */
const BEFORE_A_CONNECTION = new Set([
  'ECONNREFUSED',
  'ConnectionRefused',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** @returns whether the request failed before there was a connection */
export function wasNeverSent(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string' && BEFORE_A_CONNECTION.has(code)) return true;
  return cause !== undefined && cause !== error && wasNeverSent(cause);
}
