import { describe, expect, it } from '@jest/globals';
import { judgeOverlap, judgeToken } from './judge-token.js';
import type { JudgedToken } from './judge-token.js';
import { NO_RULES } from './policy-rules.js';
import type { PolicyRules } from './policy-rules.js';

const CREATED = new Date('2026-01-01T00:00:00Z');
const afterDays = (days: number) => new Date(CREATED.getTime() + days * 86_400_000);

const token = (changes: Partial<JudgedToken> = {}): JudgedToken => ({
  type: 'assistant',
  role: 'member',
  createdAt: CREATED,
  expiresAt: null,
  restrict: null,
  readOnly: false,
  ...changes,
});
const rules = (changes: Partial<PolicyRules>): PolicyRules => ({ ...NO_RULES, ...changes });

describe('judgeToken', () => {
  it('allows everything without rules', () => {
    expect(judgeToken(NO_RULES, token())).toEqual([]);
    expect(judgeToken(NO_RULES, token({ type: 'personal' }))).toEqual([]);
  });

  it.each<[Partial<PolicyRules>, Partial<JudgedToken>, Partial<JudgedToken>, string]>([
    [{ expiryRequired: true }, {}, { expiresAt: afterDays(9_000) }, 'expiresAt'],
    [{ maxLifetimeDays: 30 }, {}, { expiresAt: afterDays(30) }, 'expiresAt'],
    [
      { maxLifetimeDays: 30 },
      { expiresAt: new Date(afterDays(30).getTime() + 1) },
      { expiresAt: afterDays(1) },
      'expiresAt',
    ],
    [{ restrictionRequired: 'cidr' }, { restrict: 'host' }, { restrict: 'cidr' }, 'restrict'],
    [{ readOnlyOnly: true }, {}, { readOnly: true }, 'readOnly'],
    [{ personalTokens: 'off' }, { type: 'personal', role: 'admin' }, {}, 'type'],
    [
      { personalTokens: 'admins' },
      { type: 'personal' },
      { type: 'personal', role: 'admin' },
      'type',
    ],
  ])('by %j, refuses %j and allows %j', (policy, bad, good, field) => {
    const [rule] = Object.keys(policy);
    expect(judgeToken(rules(policy), token(bad))).toEqual([
      { field, rule, message: expect.any(String) },
    ]);
    expect(judgeToken(rules(policy), token(good))).toEqual([]);
  });

  it('names every broken rule', () => {
    const policy = rules({ maxLifetimeDays: 1, expiryRequired: true, readOnlyOnly: true });
    expect(judgeToken(policy, token()).map(({ rule }) => rule)).toEqual([
      'expiryRequired',
      'maxLifetimeDays',
      'readOnlyOnly',
    ]);
  });
});

describe('judgeOverlap', () => {
  it.each([
    [0, []],
    [59, ['minOverlapSeconds']],
    [60, []],
    [3_600, []],
    [3_601, ['maxOverlapSeconds']],
  ])('of %d seconds, with bounds of 60 and 3,600, breaks %j', (overlap, broken) => {
    const policy = rules({ minOverlapSeconds: 60, maxOverlapSeconds: 3_600 });
    expect(judgeOverlap(policy, overlap).map(({ rule }) => rule)).toEqual(broken);
  });
});
