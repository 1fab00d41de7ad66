/** `message` is one sentence for the operator. */
export class AdminError extends Error {
  override readonly name = 'AdminError';
}
