/**
 * What happens when a request is sent twice. `safe`: the same as once. `keyed`: the same as once, with
 * an `Idempotency-Key`. `never`: perhaps something else.
 */
export type Repetition = 'safe' | 'keyed' | 'never';

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** One request of the API, before it has a credential. */
export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  query?: Query | undefined;
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  repetition: Repetition;
  /** Milliseconds for an attempt, where the client has no `timeout` of its own for it. */
  timeout?: number;
  /** The call carries what it needs in its body. */
  withoutCredential?: boolean;
}
