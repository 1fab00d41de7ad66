/** The server is not the one that may be used now. */
export class NotPrimaryError extends Error {
  override readonly name = 'NotPrimaryError';
  /** The SQLSTATE of servers that are not ready. */
  readonly code = '57P03';
}
