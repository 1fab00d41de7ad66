/** The server is not ready yet, but a retry may succeed. */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError';
}
