import type { Fact } from '../checks/verdict.js';

/** Where a fact comes from. */
export const FACT_SOURCES = ['request', 'token', 'user', 'seat', 'policy', 'budget'] as const;
export type FactSource = (typeof FACT_SOURCES)[number];

export interface FactMeaning {
  source: FactSource;
  /** What is wrong. */
  sentence: string;
  /** What must change so that the check passes. */
  remedy: string;
}

const MEANINGS: Readonly<Record<Fact, FactMeaning>> = {
  credential: {
    source: 'request',
    sentence: 'The request carries no credential.',
    remedy: 'Send the token in the Authorization header.',
  },
  owner: {
    source: 'user',
    sentence: 'The owner of the token was deleted.',
    remedy: 'Create a new token for another user.',
  },
  owner_disabled: {
    source: 'user',
    sentence: 'The owner of the token is disabled.',
    remedy: 'Let an admin enable the user, or create a new token for another user.',
  },
  revoked_at: {
    source: 'token',
    sentence: 'The token was revoked.',
    remedy: 'Create a new token. A revoked token stays revoked.',
  },
  paused_at: {
    source: 'token',
    sentence: 'The token is paused.',
    remedy: 'Resume the token.',
  },
  policy: {
    source: 'policy',
    sentence: 'A policy paused the token, because it breaks a rule or because it leaked.',
    remedy: 'Change the token so that it keeps the rules, rotate it if it leaked, and resume it.',
  },
  expires_at: {
    source: 'token',
    sentence: 'The token has expired.',
    remedy: 'Create a new token, or derive a new child token.',
  },
  retires_at: {
    source: 'token',
    sentence: 'The secret was replaced by a rotation, and its overlap is over.',
    remedy: 'Use the current value of the token, or rotate the token again.',
  },
  child_live: {
    source: 'token',
    sentence: 'The child token was revoked, or its parent has ended or is paused.',
    remedy: 'Resume the parent, or derive a new child token from a token that works.',
  },
  common_addresses: {
    source: 'token',
    sentence: 'The addresses of the child token and those of its parent no longer overlap.',
    remedy: 'Derive a new child token with addresses that its parent allows.',
  },
  proof: {
    source: 'request',
    sentence: 'The request does not prove possession of the key of the token.',
    remedy: 'Use the scheme DPoP, and send a new proof with each request.',
  },
  address: {
    source: 'token',
    sentence: 'The token does not allow the client address.',
    remedy:
      'Send the request from one of the expected addresses. Behind a proxy, check TRUST_PROXY.',
  },
  origin: {
    source: 'token',
    sentence: 'The token does not allow the origin.',
    remedy: 'Send the request from a page on the expected host, with its Origin header.',
  },
  requests: {
    source: 'token',
    sentence: 'The rate limit for this minute is used up.',
    remedy: 'Wait until the minute is over, and send fewer requests per minute.',
  },
  kind: {
    source: 'token',
    sentence: 'The operation is closed to this kind of credential.',
    remedy: 'Use a credential of the expected kind.',
  },
  resource: {
    source: 'token',
    sentence: 'The token is limited to another resource.',
    remedy: 'Name the expected resource, or use a token for the resource that the request names.',
  },
  assistant_reachable: {
    source: 'user',
    sentence: 'The owner of the token can no longer see the assistant.',
    remedy:
      'Share the assistant, add the owner of the token to its team, or use a token of another user.',
  },
  read_only: {
    source: 'token',
    sentence: 'The token is read-only.',
    remedy: 'Use a token that is not read-only, or a method that only reads.',
  },
  seat: {
    source: 'seat',
    sentence: 'The owner of the token holds no AI seat.',
    remedy: 'Let an admin assign an AI seat to the owner of the token.',
  },
  role: {
    source: 'user',
    sentence: 'The operation requires another role.',
    remedy: 'Use a credential of a user with the expected role.',
  },
  permissions: {
    source: 'user',
    sentence: 'The operation requires another permission.',
    remedy:
      'Let an admin give the expected permission to the user. Assistant tokens have no permissions.',
  },
  budget: {
    source: 'budget',
    sentence: 'A budget is used up.',
    remedy: 'Wait for the next period of the budget, or raise the budget.',
  },
};

export function meaningOf(fact: Fact): FactMeaning {
  return MEANINGS[fact];
}
