import { ValidationError } from '../common/domain-error.js';
import { areBlocksWithin, normaliseBlocks } from './cidr-blocks.js';
import { normaliseHost } from './origin-host.js';
import { RestrictionNotTightenedError } from './tokens.errors.js';
import type { RestrictKind } from './token.types.js';

/** What limits the use of a token, checked on every request. */
export interface TokenRestrictions {
  readOnly: boolean;
  restrict: RestrictKind | null;
  cidr: string | null;
  host: string | null;
  expiresAt: Date | null;
  rateLimitPerMinute: number | null;
}

/** As a request gives them: checked one by one, but not yet against one another. */
export type RequestedRestrictions = {
  [Name in keyof TokenRestrictions]?: TokenRestrictions[Name] | undefined;
};

const UNRESTRICTED: TokenRestrictions = {
  readOnly: false,
  restrict: null,
  cidr: null,
  host: null,
  expiresAt: null,
  rateLimitPerMinute: null,
};

/** @throws ValidationError when they contradict one another or expire in the past */
export function restrictionsOf(requested: RequestedRestrictions, now: Date): TokenRestrictions {
  return checked({ ...UNRESTRICTED, ...present(requested) }, requested, now);
}

/**
 * @throws ValidationError
 * @throws RestrictionNotTightenedError when one of them would allow what is refused now
 */
export function tightened(
  current: TokenRestrictions,
  requested: RequestedRestrictions,
  now: Date,
): TokenRestrictions {
  const next = checked({ ...current, ...present(requested) }, requested, now);
  const looser = LOOSER.find(([, isLooser]) => isLooser(current, next));
  if (looser) throw new RestrictionNotTightenedError(looser[0]);
  return next;
}

type Comparison = (current: TokenRestrictions, next: TokenRestrictions) => boolean;

const LOOSER: [keyof TokenRestrictions, Comparison][] = [
  ['readOnly', (current, next) => current.readOnly && !next.readOnly],
  ['restrict', (current, next) => current.restrict !== null && current.restrict !== next.restrict],
  [
    'cidr',
    ({ cidr }, next) => cidr !== null && (next.cidr === null || !areBlocksWithin(next.cidr, cidr)),
  ],
  ['host', ({ host }, next) => host !== null && next.host !== host],
  ['expiresAt', (current, next) => exceeds(next.expiresAt, current.expiresAt)],
  [
    'rateLimitPerMinute',
    (current, next) => exceeds(next.rateLimitPerMinute, current.rateLimitPerMinute),
  ],
];

/** null is no bound at all. */
function exceeds(next: Date | number | null, current: Date | number | null): boolean {
  return current !== null && (next === null || next > current);
}

function checked(
  restrictions: TokenRestrictions,
  requested: RequestedRestrictions,
  now: Date,
): TokenRestrictions {
  const { restrict, expiresAt } = restrictions;
  const cidr = restrictions.cidr === null ? null : normaliseBlocks(restrictions.cidr);
  const host = restrictions.host === null ? null : normaliseHost(restrictions.host);
  const problems = [
    restrictions.cidr !== null && cidr === null && problem('cidr', 'must hold CIDR blocks'),
    restrictions.host !== null && host === null && problem('host', 'must be a host name'),
    restrict === 'cidr' && restrictions.cidr === null && problem('cidr', 'is required here'),
    restrict === 'host' && restrictions.host === null && problem('host', 'is required here'),
    restrict !== 'cidr' && restrictions.cidr !== null && problem('cidr', 'needs restrict: "cidr"'),
    restrict !== 'host' && restrictions.host !== null && problem('host', 'needs restrict: "host"'),
    requested.expiresAt && expiresAt && expiresAt <= now && problem('expiresAt', 'is in the past'),
  ].filter((entry) => typeof entry === 'object' && entry !== null);
  if (problems.length > 0) throw new ValidationError(problems);
  return { ...restrictions, cidr, host };
}

function problem(field: string, text: string) {
  return { field, message: `${field} ${text}` };
}

function present(requested: RequestedRestrictions): Partial<TokenRestrictions> {
  const names = Object.keys(UNRESTRICTED) as (keyof TokenRestrictions)[];
  return Object.fromEntries(
    names.filter((name) => requested[name] !== undefined).map((name) => [name, requested[name]]),
  );
}
