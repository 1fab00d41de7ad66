import { isDeepStrictEqual } from 'node:util';
import { ValidationError } from '../../platform/errors/domain-error.js';
import type { ErrorDetail } from '../../platform/errors/domain-error.js';
import { explainHostBits } from '../../platform/network/host-bits.js';
import {
  areBlocksWithin,
  MAX_BLOCKS,
  normaliseBlocks,
} from '../../admission/credentials/cidr-blocks.js';
import { isHostWithin, normaliseHost } from '../../admission/credentials/origin-host.js';
import { RestrictionNotTightenedError } from '../tokens.errors.js';
import { RESTRICT_KINDS } from '../../admission/credentials/token.types.js';
import type { RestrictKind } from '../../admission/credentials/token.types.js';

/** Limits the use of a token. Checked on every request. */
export interface TokenRestrictions {
  readOnly: boolean;
  restrict: RestrictKind | null;
  cidr: string | null;
  host: string | null;
  expiresAt: Date | null;
  rateLimitPerMinute: number | null;
}

/** Restrictions from a request: each one is validated, but not the combination. */
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

/** @throws ValidationError if they contradict each other or the expiry is in the past */
export function restrictionsOf(requested: RequestedRestrictions, now: Date): TokenRestrictions {
  requireNone(findProblems(requested, now));
  return normalised({ ...UNRESTRICTED, ...present(requested) });
}

/** Finds problems with the restrictions of a new token, with each and with the combination. */
export function findProblems(requested: RequestedRestrictions, now: Date): ErrorDetail[] {
  const wanted = { ...UNRESTRICTED, ...present(requested) };
  return [...findMalformed(requested, now), ...findContradictions(wanted)];
}

/**
 * @throws ValidationError
 * @throws RestrictionNotTightenedError if a restriction would become looser
 */
export function tightened(
  current: TokenRestrictions,
  requested: RequestedRestrictions,
  now: Date,
): TokenRestrictions {
  requireNone(findMalformed(requested, now));
  const next = normalised({ ...current, ...present(requested) });
  const looser = findLooser(current, next);
  if (looser !== null) throw new RestrictionNotTightenedError(looser);
  requireNone(findContradictions(next));
  return next;
}

/** @returns a restriction that is looser than it was; `null` if there is none */
export function findLooser(
  current: TokenRestrictions,
  next: TokenRestrictions,
): keyof TokenRestrictions | null {
  return findAllLooser(current, next)[0] ?? null;
}

/** @returns the restrictions that are looser than they were */
export function findAllLooser(
  current: TokenRestrictions,
  next: TokenRestrictions,
): (keyof TokenRestrictions)[] {
  return LOOSER.filter(([, isLooser]) => isLooser(current, next)).map(([name]) => name);
}

export function areSame(one: TokenRestrictions, other: TokenRestrictions): boolean {
  return isDeepStrictEqual(normalised(one), normalised(other));
}

type Comparison = (current: TokenRestrictions, next: TokenRestrictions) => boolean;

const LOOSER: [keyof TokenRestrictions, Comparison][] = [
  ['readOnly', (current, next) => current.readOnly && !next.readOnly],
  ['restrict', (current, next) => current.restrict !== null && current.restrict !== next.restrict],
  [
    'cidr',
    ({ cidr }, next) => cidr !== null && (next.cidr === null || !areBlocksWithin(next.cidr, cidr)),
  ],
  [
    'host',
    ({ host }, next) => host !== null && (next.host === null || !isHostWithin(next.host, host)),
  ],
  ['expiresAt', (current, next) => exceeds(next.expiresAt, current.expiresAt)],
  [
    'rateLimitPerMinute',
    (current, next) => exceeds(next.rateLimitPerMinute, current.rateLimitPerMinute),
  ],
];

/** `null` means unlimited. */
function exceeds(next: Date | number | null, current: Date | number | null): boolean {
  return current !== null && (next === null || next > current);
}

/** Finds problems with each restriction on its own. */
export function findMalformed(
  { cidr, host, expiresAt }: RequestedRestrictions,
  now: Date,
): ErrorDetail[] {
  return [
    typeof cidr === 'string' && findMalformedBlocks(cidr),
    typeof host === 'string' &&
      normaliseHost(host) === null &&
      problem('host', 'must be a host name'),
    expiresAt instanceof Date && expiresAt <= now && problem('expiresAt', 'must be in the future'),
  ].filter((found) => found !== false);
}

function findMalformedBlocks(cidr: string): ErrorDetail | false {
  if (normaliseBlocks(cidr) === null) {
    return problem('cidr', `must be a list of at most ${MAX_BLOCKS} CIDR blocks`);
  }
  const explanation = explainHostBits(cidr);
  return explanation !== null && problem('cidr', explanation);
}

function findContradictions({ restrict, cidr, host }: TokenRestrictions): ErrorDetail[] {
  if (restrict !== null && !RESTRICT_KINDS.includes(restrict)) return [];
  return [
    restrict === 'cidr' && cidr === null && problem('cidr', 'is required with restrict: "cidr"'),
    restrict === 'host' && host === null && problem('host', 'is required with restrict: "host"'),
    restrict !== 'cidr' && cidr !== null && problem('cidr', 'requires restrict: "cidr"'),
    restrict !== 'host' && host !== null && problem('host', 'requires restrict: "host"'),
  ].filter((found) => found !== false);
}

function requireNone(problems: ErrorDetail[]): void {
  if (problems.length > 0) throw new ValidationError(problems);
}

function problem(field: keyof TokenRestrictions, text: string): ErrorDetail {
  return { field, message: `${field} ${text}` };
}

/** Copies the restrictions only, because callers may pass a whole token. */
function normalised(restrictions: TokenRestrictions): TokenRestrictions {
  const { readOnly, restrict, cidr, host, expiresAt, rateLimitPerMinute } = restrictions;
  return {
    readOnly,
    restrict,
    cidr: cidr === null ? null : normaliseBlocks(cidr),
    host: host === null ? null : normaliseHost(host),
    expiresAt,
    rateLimitPerMinute,
  };
}

function present(requested: RequestedRestrictions): Partial<TokenRestrictions> {
  const names = Object.keys(UNRESTRICTED) as (keyof TokenRestrictions)[];
  return Object.fromEntries(
    names.filter((name) => requested[name] !== undefined).map((name) => [name, requested[name]]),
  );
}
