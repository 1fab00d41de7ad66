import { SUSPENSION_REASONS } from '../suspension/suspension.js';

/** The codes of errors that a request for this token alone would get. */
export const TRANSFER_REFUSALS = [
  'not_found',
  'personal_token',
  'token_not_active',
  ...SUSPENSION_REASONS,
  'quota_exceeded',
  'policy_violation',
] as const;
export type TransferRefusal = (typeof TRANSFER_REFUSALS)[number];

export interface TransferResult {
  id: string;
  status: 'transferred' | 'refused';
  code: TransferRefusal | null;
}
