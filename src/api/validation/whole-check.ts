import type { ErrorDetail } from '../../platform/errors/domain-error.js';

/** A symbol, so that no property of a JSON body can take its place. */
export const FIND_PROBLEMS = Symbol('find-problems');

/**
 * A body whose properties must also fit together and the time. It is asked even when one of them
 * has the wrong type; what it says of such a property is dropped.
 */
export interface WholeCheck {
  [FIND_PROBLEMS](now: Date): ErrorDetail[];
}

export function isWholeCheck(body: object): body is WholeCheck {
  return FIND_PROBLEMS in body;
}
