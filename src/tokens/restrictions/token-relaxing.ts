import type { RequestedRestrictions, TokenRestrictions } from './token-restrictions.js';

/** What a session may loosen: when a token ends, and from where it can be used. */
const RELAXABLE = ['expiresAt', 'cidr', 'host'] as const;

/**
 * The restrictions that a change may not loosen: for what it may, those that it asks for count as
 * the current ones.
 */
export function withRelaxed(
  current: TokenRestrictions,
  requested: RequestedRestrictions,
): TokenRestrictions {
  const wanted = RELAXABLE.filter((name) => requested[name] !== undefined);
  return { ...current, ...Object.fromEntries(wanted.map((name) => [name, requested[name]])) };
}
