import type { ErrorCode } from '../../platform/errors/error-code.js';

/** Why a check refused: what it found, and what it asks for. Never holds a secret. */
export interface Because {
  /** What the check looked at, such as `address`. */
  fact: string;
  /** What it found; null when there was nothing. */
  value: FactValue;
  /** What would have passed. */
  expected: FactValue;
}

export type FactValue = string | number | boolean | null;

export type RefusalCode = Extract<
  ErrorCode,
  | 'credential_required'
  | 'address_not_allowed'
  | 'origin_not_allowed'
  | 'too_many_requests'
  | 'insufficient_scope'
  | 'forbidden'
  | 'read_only'
  | 'seat_required'
>;

export interface Refusal {
  verdict: 'refuse';
  code: RefusalCode;
  /** One sentence for a person. */
  message: string;
  because: Because;
}

export type Verdict = { verdict: 'pass' } | { verdict: 'not_applicable' } | Refusal;

/** The check looked at the request and lets it pass. Shared, so that passing allocates nothing. */
export const PASS: Verdict = Object.freeze({ verdict: 'pass' });

/** The check has nothing to say about such a request. */
export const NOT_APPLICABLE: Verdict = Object.freeze({ verdict: 'not_applicable' });

export function refuse(code: RefusalCode, message: string, because: Because): Refusal {
  return { verdict: 'refuse', code, message, because };
}
