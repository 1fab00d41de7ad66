import { describe, expect, it } from '@jest/globals';
import { leakActionBy, looserRules, NO_RULES, strictest } from './policy-rules.js';
import type { PolicyRules } from './policy-rules.js';

const rules = (changes: Partial<PolicyRules>): PolicyRules => ({ ...NO_RULES, ...changes });

const STRICT_AND_LOOSE: [strict: Partial<PolicyRules>, loose: Partial<PolicyRules>][] = [
  [{ maxLifetimeDays: 30 }, { maxLifetimeDays: 90 }],
  [{ expiryRequired: true }, { expiryRequired: false }],
  [{ restrictionRequired: 'cidr' }, { restrictionRequired: 'host' }],
  [{ readOnlyOnly: true }, { readOnlyOnly: false }],
  [{ idleDays: 30 }, { idleDays: 31 }],
  [{ rotateEveryDays: 30 }, { rotateEveryDays: 31 }],
  [{ personalTokens: 'admins' }, { personalTokens: 'allowed' }],
  [{ personalTokens: 'off' }, { personalTokens: 'admins' }],
  [{ maxActiveTokensPerAssistant: 5 }, { maxActiveTokensPerAssistant: 6 }],
  [{ minOverlapSeconds: 60 }, { minOverlapSeconds: 0 }],
  [{ maxOverlapSeconds: 60 }, { maxOverlapSeconds: 61 }],
  [{ mayOutliveIssuer: false }, { mayOutliveIssuer: true }],
  [{ leakAction: 'pause' }, { leakAction: 'alert' }],
  [{ leakAction: 'revoke' }, { leakAction: 'pause' }],
  [{ enforce: 'pause' }, { enforce: 'report' }],
  [{ graceDays: 0 }, { graceDays: 1 }],
];

describe('looserRules', () => {
  it.each(STRICT_AND_LOOSE)('of %j, names what is looser in %j', (strict, loose) => {
    expect(looserRules(rules(loose), rules(strict))).toEqual(Object.keys(loose));
    expect(looserRules(rules(strict), rules(strict))).toEqual([]);
  });

  it('names nothing where one of them has no rule', () => {
    expect(looserRules(NO_RULES, rules({ maxLifetimeDays: 1 }))).toEqual([]);
    expect(looserRules(rules({ maxLifetimeDays: 1 }), NO_RULES)).toEqual([]);
  });
});

describe('strictest', () => {
  it.each(STRICT_AND_LOOSE.filter(([strict]) => !('restrictionRequired' in strict)))(
    'takes %j of it and %j, in any order',
    (strict, loose) => {
      expect(strictest([rules(strict), rules(loose)])).toEqual(rules(strict));
      expect(strictest([rules(loose), rules(strict)])).toEqual(rules(strict));
    },
  );

  it('combines the rules of all', () => {
    const [one, other] = [{ maxLifetimeDays: 30 }, { expiryRequired: true }];

    expect(strictest([rules(one), NO_RULES, rules(other)])).toEqual(rules({ ...one, ...other }));
    expect(strictest([])).toEqual(NO_RULES);
  });
});

describe('leakActionBy', () => {
  it.each([
    [null, 'pause', 'pause'],
    ['alert', 'pause', 'pause'],
    ['revoke', 'pause', 'revoke'],
    ['pause', 'alert', 'pause'],
  ] as const)('of %j, with %s configured, is %s', (leakAction, configured, action) => {
    expect(leakActionBy(rules({ leakAction }), configured)).toBe(action);
  });
});
