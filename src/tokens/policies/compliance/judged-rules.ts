import type { Rule } from '../policy-rules.js';

/** The rules that an existing token can break, and what is wrong then. The others judge requests only. */
const JUDGED = {
  expiryRequired: { field: 'expiresAt', message: 'The token has no expiry.' },
  maxLifetimeDays: { field: 'expiresAt', message: 'The token lives longer than allowed.' },
  restrictionRequired: { field: 'restrict', message: 'The token lacks the required restriction.' },
  readOnlyOnly: { field: 'readOnly', message: 'The token is not read-only.' },
  idleDays: { field: 'lastUsedAt', message: 'The token was not used for too long.' },
  rotateEveryDays: { field: 'secretVersion', message: 'The token was not rotated for too long.' },
  personalTokens: { field: 'type', message: 'The owner may not have personal tokens.' },
  maxActiveTokensPerAssistant: {
    field: 'assistantId',
    message: 'The assistant has enough active tokens that are older.',
  },
} satisfies Partial<Record<Rule, { field: string; message: string }>>;

export type JudgedRule = keyof typeof JUDGED;

export const JUDGED_RULES = Object.keys(JUDGED) as JudgedRule[];

/** Resuming a token starts the time without use anew, and changes nothing about the other rules. */
export function outlastsResuming(rule: string): boolean {
  return rule !== 'idleDays';
}

export function explainBroken(rule: JudgedRule): { field: string; message: string } {
  return JUDGED[rule];
}
