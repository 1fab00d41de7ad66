import type { ErrorDetail } from '../../platform/errors/domain-error.js';

/** Names the static property of a body class that holds its rules. */
export const BODY_RULES = Symbol('body-rules');

/**
 * What a body must be, by field, in place of decorators: for a route that is asked so often that the
 * validation by decorators would be most of its cost. A rule is given the value, undefined when the
 * field is left out, and says what it must be, or null when it is.
 */
export type BodyRules = Readonly<Record<string, (value: unknown) => string | null>>;

/** Every field that is wrong, and every one that has no rule. */
export function findBodyProblems(rules: BodyRules, body: object): ErrorDetail[] {
  const fields = body as Record<string, unknown>;
  const problems: ErrorDetail[] = [];
  for (const field in fields) {
    if (Object.hasOwn(rules, field)) continue;
    problems.push({ field, message: `${field} is not a known property` });
  }
  for (const field in rules) {
    const problem = rules[field]?.(fields[field]) ?? null;
    if (problem !== null) problems.push({ field, message: `${field} ${problem}` });
  }
  return problems;
}

export function bodyRulesOf(bodyClass: unknown): BodyRules | undefined {
  return (bodyClass as { [BODY_RULES]?: BodyRules } | undefined)?.[BODY_RULES];
}
