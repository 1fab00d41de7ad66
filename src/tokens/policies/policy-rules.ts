import { LEAK_ACTIONS } from '../../platform/config/values/leak-action.js';
import type { LeakAction } from '../../platform/config/values/leak-action.js';
import type { RestrictKind } from '../../admission/credentials/token.types.js';

export const PERSONAL_TOKENS = ['allowed', 'admins', 'off'] as const;
export type PersonalTokens = (typeof PERSONAL_TOKENS)[number];

export const ENFORCEMENTS = ['report', 'pause'] as const;
export type Enforcement = (typeof ENFORCEMENTS)[number];

/** `null` stands for no rule. */
export interface PolicyRules {
  maxLifetimeDays: number | null;
  expiryRequired: boolean | null;
  restrictionRequired: RestrictKind | null;
  readOnlyOnly: boolean | null;
  idleDays: number | null;
  rotateEveryDays: number | null;
  personalTokens: PersonalTokens | null;
  maxActiveTokensPerAssistant: number | null;
  minOverlapSeconds: number | null;
  maxOverlapSeconds: number | null;
  /** Whether an assistant token may outlive the personal token that issued it. */
  mayOutliveIssuer: boolean | null;
  /** What happens to a leaked token, at least. */
  leakAction: LeakAction | null;
  enforce: Enforcement | null;
  graceDays: number | null;
}

export type Rule = keyof PolicyRules;

export const NO_RULES: PolicyRules = {
  maxLifetimeDays: null,
  expiryRequired: null,
  restrictionRequired: null,
  readOnlyOnly: null,
  idleDays: null,
  rotateEveryDays: null,
  personalTokens: null,
  maxActiveTokensPerAssistant: null,
  minOverlapSeconds: null,
  maxOverlapSeconds: null,
  mayOutliveIssuer: null,
  leakAction: null,
  enforce: null,
  graceDays: null,
};

export const RULES = Object.keys(NO_RULES) as Rule[];

/** Whether `one` allows more than `other`. Both are set. */
type Looser<T> = (one: T, other: T) => boolean;

const higher: Looser<number> = (one, other) => one > other;
const lower: Looser<number> = (one, other) => one < other;
const off: Looser<boolean> = (one, other) => !one && other;
const on: Looser<boolean> = (one, other) => one && !other;
const earlierIn =
  <T>(order: readonly T[]): Looser<T> =>
  (one, other) =>
    order.indexOf(one) < order.indexOf(other);

const LOOSER: { [R in Rule]: Looser<NonNullable<PolicyRules[R]>> } = {
  maxLifetimeDays: higher,
  expiryRequired: off,
  restrictionRequired: (one, other) => one !== other,
  readOnlyOnly: off,
  idleDays: higher,
  rotateEveryDays: higher,
  personalTokens: earlierIn(PERSONAL_TOKENS),
  maxActiveTokensPerAssistant: higher,
  minOverlapSeconds: lower,
  maxOverlapSeconds: higher,
  mayOutliveIssuer: on,
  leakAction: earlierIn(LEAK_ACTIONS),
  enforce: earlierIn(ENFORCEMENTS),
  graceDays: higher,
};

/** The rules of `team` that allow what `instance` forbids. A rule that is `null` is inherited. */
export function looserRules(team: PolicyRules, instance: PolicyRules): Rule[] {
  return RULES.filter((rule) => isLooser(rule, team, instance));
}

/** The stricter of each rule. */
export function strictest(policies: readonly PolicyRules[]): PolicyRules {
  return policies.reduce((kept, other) => {
    const stricter = RULES.filter(
      (rule) => kept[rule] === null || (other[rule] !== null && isLooser(rule, kept, other)),
    );
    return { ...kept, ...Object.fromEntries(stricter.map((rule) => [rule, other[rule]])) };
  }, NO_RULES);
}

/** The stricter of the configured action and that of the policies. */
export function leakActionBy({ leakAction }: PolicyRules, configured: LeakAction): LeakAction {
  return leakAction === null || LOOSER.leakAction(leakAction, configured) ? configured : leakAction;
}

function isLooser(rule: Rule, one: PolicyRules, other: PolicyRules): boolean {
  const [mine, others] = [one[rule], other[rule]];
  const isLooserThan = LOOSER[rule] as Looser<unknown>;
  return mine !== null && others !== null && isLooserThan(mine, others);
}
