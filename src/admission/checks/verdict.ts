import type { ErrorCode } from '../../platform/errors/error-code.js';

/** Why a check refused: what it found, and what it requires. Never contains a secret. */
export interface Because {
  fact: Fact;
  /** The actual value; `null` if there was none. */
  value: FactValue;
  /** A value that would have passed. */
  expected: FactValue;
}

/** What a request may be refused for. The first ones are about the credential itself. */
export const FACTS = [
  'credential',
  'owner',
  'owner_disabled',
  'revoked_at',
  'paused_at',
  'policy',
  'expires_at',
  'retires_at',
  'child_live',
  'common_addresses',
  'proof',
  'address',
  'origin',
  'requests',
  'kind',
  'resource',
  'assistant_reachable',
  'read_only',
  'seat',
  'role',
  'permissions',
  'budget',
] as const;
export type Fact = (typeof FACTS)[number];

export type FactValue = string | number | boolean | null;

export type RefusalCode = Extract<
  ErrorCode,
  | 'credential_required'
  | 'invalid_token'
  | 'invalid_dpop_proof'
  | 'address_not_allowed'
  | 'origin_not_allowed'
  | 'too_many_requests'
  | 'insufficient_scope'
  | 'forbidden'
  | 'read_only'
  | 'seat_required'
  | 'budget_exhausted'
>;

export interface Refusal {
  verdict: 'refuse';
  code: RefusalCode;
  /** For people. */
  message: string;
  because: Because;
}

export type Verdict = { verdict: 'pass' } | { verdict: 'not_applicable' } | Refusal;

/** The check applies and the request passes. Shared, so that passing allocates nothing. */
export const PASS: Verdict = Object.freeze({ verdict: 'pass' });

/** The check does not apply to the request. */
export const NOT_APPLICABLE: Verdict = Object.freeze({ verdict: 'not_applicable' });

export function refuse(code: RefusalCode, message: string, because: Because): Refusal {
  return { verdict: 'refuse', code, message, because };
}
