/**
 * Whether the client may send a request twice. `safe`: it has the same effect as once. `keyed`: it has
 * the same effect with an `Idempotency-Key`. `never`: it may have another effect.
 */
export type Repetition = 'safe' | 'keyed' | 'never';

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** One request, without its credential. */
export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  query?: Query | undefined;
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  repetition: Repetition;
  /** Milliseconds for an attempt, if the caller sets no `timeout`. */
  timeout?: number;
  /** The body contains the credential. */
  withoutCredential?: boolean;
}
