import { describe, expect, it } from '@jest/globals';
import {
  assistantToken,
  facts,
  OTHER_ID,
  personalToken,
  TOKEN_ID,
} from '../../../test/factories/principals.factory.js';
import type { RoutePolicy } from '../route-policy.js';
import { ReadOnlyCheck } from './read-only.check.js';

const ITSELF: RoutePolicy = { allowReadOnly: { token: 'id' } };

describe('ReadOnlyCheck', () => {
  const check = new ReadOnlyCheck();
  const judge = (policy: RoutePolicy, isSafe: boolean, id?: string) =>
    check.judge(assistantToken({ readOnly: true }), policy, facts({ isSafe, params: { id } }));

  it.each([
    [{}, TOKEN_ID],
    [ITSELF, OTHER_ID],
    [ITSELF, undefined],
  ])('refuses a request that changes something, with the policy %j, to %j', (policy, id) => {
    expect(judge(policy, false, id)).toEqual({
      verdict: 'refuse',
      code: 'read_only',
      message: 'This token is read-only.',
      because: { fact: 'read_only', value: true, expected: false },
    });
  });

  it('passes a request that only reads', () => {
    expect(judge({}, true)).toEqual({ verdict: 'pass' });
  });

  it.each(['self', TOKEN_ID])(
    'passes requests that a route allows for the token itself, as %s',
    (id) => {
      expect(judge(ITSELF, false, id)).toEqual({ verdict: 'pass' });
    },
  );

  it('does not apply to other tokens, or without a credential', () => {
    for (const principal of [personalToken(), null]) {
      expect(check.judge(principal, {}, facts({ isSafe: false }))).toEqual({
        verdict: 'not_applicable',
      });
    }
  });
});
