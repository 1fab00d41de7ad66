/** The server is not there yet, but may be at the next try. */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError';
}
