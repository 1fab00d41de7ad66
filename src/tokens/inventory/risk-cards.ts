import { addressOf, paths } from '../../api/hal/links.js';
import type { TokenFilter } from './token-filter.js';

const DAY_MS = 86_400_000;

export const CARD_NAMES = [
  'neverExpire',
  'unused90Days',
  'expiring7Days',
  'noncompliant',
  'reused',
  'paused',
  'ownerLeft',
] as const;
export type CardName = (typeof CARD_NAMES)[number];

export interface RiskCard {
  filter: TokenFilter;
  /** The filtered list. */
  href: string;
}

/** The risks of the tokens that work now, and the paused ones. */
export function cardsAt(now: Date): Record<CardName, RiskCard> {
  const inDays = (days: number) => new Date(now.getTime() + days * DAY_MS);
  return {
    neverExpire: card({ status: 'active', neverExpires: true }),
    unused90Days: card({ status: 'active', unusedSince: inDays(-90) }),
    expiring7Days: card({ status: 'active', expiresBefore: inDays(7) }),
    noncompliant: card({ status: 'noncompliant' }),
    reused: card({ status: 'active', reused: true }),
    paused: card({ status: 'paused' }),
    ownerLeft: card({ status: 'active', ownerLeft: true }),
  };
}

function card(filter: TokenFilter): RiskCard {
  return { filter, href: addressOf(paths.tokens(), Object.entries(filter)) };
}
