import type { Quota } from '../rate-limits/quota.js';

/** Values by name: of a path, a query or a body. Not validated. */
export type Params = Readonly<Record<string, unknown>>;

/** What the checks read of a request. It needs no Express, and nothing is computed before it is read. */
export interface RequestFacts {
  /** Whether the request only reads: see `isSafeRequest`. */
  readonly isSafe: boolean;
  /** Parameters of the path. */
  readonly params: Params;
  /** Parameters of the query string; empty without one. */
  readonly query: Params;
  /** The parsed body, if there is one. */
  readonly body: unknown;
  /** Address of the client, in its normal form. */
  readonly address: string;
  /** The `Origin` header. */
  readonly origin: string | undefined;
  /** The limit of the credential, this request counted; null when it has none or is not counted. */
  readonly quota: Quota | null;
}

/** To build on, for a request that is not at hand: of that, only what it asks for is known. */
export const NO_FACTS: RequestFacts = {
  isSafe: true,
  params: {},
  query: {},
  body: undefined,
  address: '',
  origin: undefined,
  quota: null,
};
