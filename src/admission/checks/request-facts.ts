import type { Quota } from '../rate-limits/quota.js';

/** Values of a path, query or body, by name. Not validated. */
export type Params = Readonly<Record<string, unknown>>;

/** A budget from which nothing is left. */
export interface UsedUpBudget {
  /** Whose budget it is. */
  layer: 'token' | 'assistant' | 'owner';
  used: number;
  modelTokens: number;
  resetsAt: Date;
}

/** What the checks need to know about a request, without Express. Values are computed on access. */
export interface RequestFacts {
  /** Whether the request only reads: see `isSafeRequest`. */
  readonly isSafe: boolean;
  /** Parameters of the path. */
  readonly params: Params;
  /** Parameters of the query string; empty without one. */
  readonly query: Params;
  /** The parsed body, if there is one. */
  readonly body: unknown;
  /** The client address, normalized. */
  readonly address: string;
  /** The `Origin` header. */
  readonly origin: string | undefined;
  /**
   * The rate limit including this request; `null` if there is none or the request does not count.
   */
  readonly quota: Quota | null;
  /** The first used-up budget that would pay for an answer; `null` if there is none, or in a guard. */
  readonly usedUp: UsedUpBudget | null;
}

/** Defaults for callers that have no request. They override the facts that they know. */
export const NO_FACTS: RequestFacts = {
  isSafe: true,
  params: {},
  query: {},
  body: undefined,
  address: '',
  origin: undefined,
  quota: null,
  usedUp: null,
};
