import type { RestrictKind, TokenType } from '../../admission/credentials/token.types.js';
import type { UserRole } from '../../admission/principal.js';
import type { PolicyRules, Rule } from './policy-rules.js';

const DAY_MS = 86_400_000;

/** What the rules look at in a token, or in a request for one. */
export interface JudgedSettings {
  createdAt: Date;
  expiresAt: Date | null;
  restrict: RestrictKind | null;
  readOnly: boolean;
}

export interface JudgedToken extends JudgedSettings {
  type: TokenType;
  /** Of its owner. */
  role: UserRole;
}

export interface Violation {
  field: string;
  rule: Rule;
  message: string;
}

type Judgement = Record<string, [field: string, isBroken: boolean, message: string]>;

/** @returns every broken rule */
export function judgeToken(rules: PolicyRules, token: JudgedToken): Violation[] {
  const { personalTokens } = rules;
  const { type, role } = token;
  const personal = type === 'personal';
  return [
    ...judgeSettings(rules, token),
    ...violationsIn({
      personalTokens: [
        'type',
        personal && (personalTokens === 'off' || (personalTokens === 'admins' && role !== 'admin')),
        personalTokens === 'off'
          ? 'personal tokens are not allowed'
          : 'only admins may have personal tokens',
      ],
    }),
  ];
}

/** @returns every broken rule, apart from those about who may have tokens of a type */
export function judgeSettings(
  { expiryRequired, maxLifetimeDays, restrictionRequired, readOnlyOnly }: PolicyRules,
  { createdAt, expiresAt, restrict, readOnly }: JudgedSettings,
): Violation[] {
  const lifetime = expiresAt === null ? Infinity : expiresAt.getTime() - createdAt.getTime();
  return violationsIn({
    expiryRequired: [
      'expiresAt',
      expiryRequired === true && expiresAt === null,
      'expiresAt is required',
    ],
    maxLifetimeDays: [
      'expiresAt',
      maxLifetimeDays !== null && lifetime > maxLifetimeDays * DAY_MS,
      `expiresAt must be at most ${maxLifetimeDays} days after the token is created`,
    ],
    restrictionRequired: [
      'restrict',
      restrictionRequired !== null && restrict !== restrictionRequired,
      `restrict must be ${restrictionRequired}`,
    ],
    readOnlyOnly: ['readOnly', readOnlyOnly === true && !readOnly, 'readOnly must be true'],
  });
}

/**
 * A rotation without an overlap is always allowed, because that is how to end a leaked secret.
 *
 * @returns every broken rule
 */
export function judgeOverlap(
  { minOverlapSeconds, maxOverlapSeconds }: PolicyRules,
  overlapSeconds: number,
): Violation[] {
  return violationsIn({
    minOverlapSeconds: [
      'overlapSeconds',
      minOverlapSeconds !== null && overlapSeconds > 0 && overlapSeconds < minOverlapSeconds,
      `overlapSeconds must be 0 or at least ${minOverlapSeconds}`,
    ],
    maxOverlapSeconds: [
      'overlapSeconds',
      maxOverlapSeconds !== null && overlapSeconds > maxOverlapSeconds,
      `overlapSeconds must be at most ${maxOverlapSeconds}`,
    ],
  });
}

function violationsIn(judgement: Judgement): Violation[] {
  return Object.entries(judgement)
    .filter(([, [, isBroken]]) => isBroken)
    .map(([rule, [field, , message]]) => ({ field, rule: rule as Rule, message }));
}
