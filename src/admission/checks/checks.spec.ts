import { describe, expect, it } from '@jest/globals';
import {
  assistantToken,
  callbackToken,
  facts,
  quota,
  session,
} from '../../../test/factories/principals.factory.js';
import type { Principal } from '../principal.js';
import type { RoutePolicy } from '../route-policy.js';
import { ACCESS_CHECKS, CHECKS, LIMIT_CHECKS, CREDENTIAL_CHECKS } from './checks.js';
import { evaluate, explain } from './evaluate.js';
import type { RequestFacts } from './request-facts.js';
import { requirePassed } from './require-passed.js';

const NAMES = [
  'credential',
  'restrictions',
  'rate_limit',
  'scope',
  'read_only',
  'seat',
  'permission',
  'budget',
];

/** The first request breaks every rule. Each step fixes one of them, in the order of the list. */
const ROUTE: RoutePolicy = {
  sessionOnly: ({ type }) => type === 'personal',
  seat: true,
  permission: 'audit:read',
  asksModel: true,
};
const STEPS: {
  refusedBy: string;
  code: string;
  mend: { principal?: Partial<Principal>; facts?: Partial<RequestFacts> };
}[] = [
  {
    refusedBy: 'restrictions',
    code: 'address_not_allowed',
    mend: { facts: { address: '10.1.2.3' } },
  },
  { refusedBy: 'rate_limit', code: 'too_many_requests', mend: { facts: { quota: quota(1) } } },
  { refusedBy: 'scope', code: 'insufficient_scope', mend: { facts: { body: {} } } },
  { refusedBy: 'read_only', code: 'read_only', mend: { facts: { isSafe: true } } },
  { refusedBy: 'seat', code: 'seat_required', mend: { principal: { seat: true } } },
  {
    refusedBy: 'permission',
    code: 'forbidden',
    mend: { principal: { permissions: ['audit:read'] } },
  },
  { refusedBy: 'budget', code: 'budget_exhausted', mend: { facts: { usedUp: null } } },
];
const WORST = session({
  kind: 'personal',
  seat: false,
  readOnly: true,
  permissions: [],
  cidr: '10.0.0.0/8',
});
const WORST_FACTS = facts({
  isSafe: false,
  address: '192.0.2.7',
  body: { type: 'personal' },
  quota: quota(11),
  usedUp: { layer: 'token', used: 10, modelTokens: 10, resetsAt: new Date(0) },
});

function errorOf(...parameters: Parameters<typeof requirePassed>): unknown {
  try {
    requirePassed(...parameters);
    return null;
  } catch (error) {
    return error;
  }
}

describe('the list of checks', () => {
  it('contains every check once, in the documented order, each with a sentence for readers', () => {
    expect(CHECKS.map(({ name }) => name)).toEqual(NAMES);
    for (const { sentence } of CHECKS) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  it('is the order in which the guards run', () => {
    const { credential, ...reach } = Object.fromEntries(
      ACCESS_CHECKS.map((check) => [check.name, check]),
    );
    const { budget, ...inGuards } = Object.fromEntries(CHECKS.map((check) => [check.name, check]));
    expect([...CREDENTIAL_CHECKS, ...LIMIT_CHECKS, ...Object.values(reach)]).toEqual(
      Object.values(inGuards),
    );
    expect(budget).toBe(CHECKS.at(-1));
    expect(credential).toBe(CHECKS[0]);
  });

  it('freezes its verdicts, because all requests share them', () => {
    for (const check of CHECKS) {
      const verdict = check.judge(session(), {}, facts());
      expect(verdict).toBe(check.judge(session(), {}, facts()));
      expect(Object.isFrozen(verdict)).toBe(true);
    }
  });
});

describe('for a request that breaks every rule', () => {
  it('the credential is checked first', () => {
    expect(evaluate(CHECKS, null, ROUTE, WORST_FACTS)?.code).toBe('credential_required');
  });

  it('the first check that refuses answers, and fixing it lets the next one answer', () => {
    let principal = WORST;
    let asked = WORST_FACTS;
    for (const { refusedBy, code, mend } of STEPS) {
      const refusal = evaluate(CHECKS, principal, ROUTE, asked);
      expect(refusal?.code).toBe(code);
      const outcomes = explain(CHECKS, principal, ROUTE, asked);
      const index = NAMES.indexOf(refusedBy);
      expect(outcomes.map(({ name }) => name)).toEqual(NAMES);
      expect(outcomes[index]).toMatchObject({ ...refusal });
      for (const { verdict } of outcomes.slice(0, index)) expect(verdict).toBe('pass');
      for (const { verdict } of outcomes.slice(index + 1)) expect(verdict).toBe('not_reached');
      principal = { ...principal, ...mend.principal };
      asked = { ...asked, ...mend.facts };
    }
    expect(evaluate(CHECKS, principal, ROUTE, asked)).toBeNull();
    for (const { verdict } of explain(CHECKS, principal, ROUTE, asked))
      expect(verdict).toBe('pass');
  });
});

describe('for a public route', () => {
  it('no check applies to any caller', () => {
    for (const principal of [null, WORST, callbackToken()]) {
      const policy: RoutePolicy = { ...ROUTE, public: true };
      expect(evaluate(CHECKS, principal, policy, WORST_FACTS)).toBeNull();
      for (const { verdict } of explain(CHECKS, principal, policy, WORST_FACTS)) {
        expect(verdict).toBe('not_applicable');
      }
    }
  });
});

describe('a thrown refusal', () => {
  it.each([
    [null, {}, facts(), 401, { 'WWW-Authenticate': 'Bearer realm="assistant-tokens"' }],
    [
      assistantToken(),
      {},
      facts(),
      403,
      { 'WWW-Authenticate': 'Bearer realm="assistant-tokens", error="insufficient_scope"' },
    ],
    [
      session(),
      {},
      facts({ quota: quota(11) }),
      429,
      {
        'Retry-After': '30',
        RateLimit: '"token";r=0;t=30',
        'RateLimit-Policy': '"token";q=10;w=60',
      },
    ],
    [session(), { admin: true } as const, facts(), 403, {}],
  ])(
    'has the status and the headers of its code (%#)',
    (principal, policy, asked, status, headers) => {
      const refusal = evaluate(CHECKS, principal, policy, asked);
      expect(errorOf(CHECKS, principal, policy, asked)).toMatchObject({
        statusCode: status,
        code: refusal?.code,
        message: refusal?.message,
        headers,
      });
    },
  );

  it('is not thrown when every check passes', () => {
    expect(errorOf(CHECKS, session(), {}, facts())).toBeNull();
  });
});
