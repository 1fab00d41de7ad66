import type { ErrorDetail } from '../../platform/errors/domain-error.js';

/** A symbol, so that no property of a JSON body can take its place. */
export const FIND_PROBLEMS = Symbol('find-problems');

/**
 * A body with rules that involve several properties or the current time. These rules run even if a
 * property has the wrong type; problems that they report for such a property are dropped.
 */
export interface WholeCheck {
  [FIND_PROBLEMS](now: Date): ErrorDetail[];
}

export function isWholeCheck(body: object): body is WholeCheck {
  return FIND_PROBLEMS in body;
}
