/** What a call may be told beside what it is about. */
export interface RequestOptions {
  /** Ends the call: its promise is rejected with the reason, and the connection is closed. */
  signal?: AbortSignal | undefined;
  /** Milliseconds for each attempt, the whole of the answer included. */
  timeout?: number | undefined;
  /** How often the call is tried again where that is safe; 0: not at all. */
  maxRetries?: number | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
}

/** Of calls that make something. */
export interface CreateOptions extends RequestOptions {
  /**
   * The `Idempotency-Key`, for a call that must be the same one after a restart of this program. Where
   * it is left out, each call has a new one, which all its attempts carry.
   */
  idempotencyKey?: string | undefined;
}

/** Of calls that change something. */
export interface ChangeOptions extends RequestOptions {
  /**
   * Only if nobody has changed the resource since it was read: the resource itself, as a call has
   * returned it, or its ETag. It makes a change safe to send again.
   */
  ifMatch?: string | object | undefined;
}
