/** Options of every call. */
export interface RequestOptions {
  /** Cancels the call: it rejects with the reason and closes the connection. */
  signal?: AbortSignal | undefined;
  /** Milliseconds for each attempt, including the body of the response. */
  timeout?: number | undefined;
  /** How often the client retries the call when that is safe. 0: never. */
  maxRetries?: number | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
}

/** Options of calls that create something. */
export interface CreateOptions extends RequestOptions {
  /**
   * The `Idempotency-Key`. Set it if your program must repeat the same call after a restart. By default,
   * each call uses a new key for all its attempts.
   */
  idempotencyKey?: string | undefined;
}

/** Options of calls that change something. */
export interface ChangeOptions extends RequestOptions {
  /**
   * The resource that a call has returned, or its entity tag. The service makes the change only if
   * nobody has changed the resource since. This also makes the change safe to retry.
   */
  ifMatch?: string | object | undefined;
}
