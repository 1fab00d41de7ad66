import { describe, expect, it } from '@jest/globals';
import {
  ASSISTANT_ID,
  assistantToken,
  callbackToken,
  CHAT_ID,
  childToken,
  facts,
  OTHER_ID,
  personalToken,
  session,
  TOKEN_ID,
} from '../../../test/factories/principals.factory.js';
import type { Principal } from '../principal.js';
import type { AssistantScopeRule, RoutePolicy } from '../route-policy.js';
import type { RequestFacts } from './request-facts.js';
import { ScopeCheck } from './scope.check.js';

const check = new ScopeCheck();
const PASS = { verdict: 'pass' };

function refusal(because: object, message = 'This credential does not reach this resource.') {
  return { verdict: 'refuse', code: 'insufficient_scope', message, because };
}

function judge(principal: Principal, policy: RoutePolicy, asked: Partial<RequestFacts> = {}) {
  return check.judge(principal, policy, facts(asked));
}

describe('ScopeCheck for kinds of credentials', () => {
  const onlyPersonal = { sessionOnly: (body: { type?: unknown }) => body.type === 'personal' };

  it.each([personalToken(), assistantToken(), childToken(), callbackToken()])(
    'refuses routes that require a session to the kind $kind',
    (principal) => {
      const because = { fact: 'kind', value: principal.kind, expected: 'session' };
      const refused = refusal(because, 'This requires a session.');
      expect(judge(principal, { sessionOnly: true })).toEqual(refused);
      expect(judge(principal, onlyPersonal, { body: { type: 'personal' } })).toEqual(refused);
    },
  );

  it.each([session(), personalToken(), childToken()])(
    'refuses routes that require an assistant token to the kind $kind',
    (principal) => {
      const policy: RoutePolicy = {
        assistantTokenOnly: true,
        assistantScope: { own: 'assistant' },
        children: true,
      };
      const because = { fact: 'kind', value: principal.kind, expected: 'assistant' };
      expect(judge(principal, policy)).toEqual(
        refusal(because, 'This requires an assistant token.'),
      );
    },
  );

  it.each([assistantToken(), childToken(), callbackToken()])(
    'refuses routes without a policy to the kind $kind',
    (principal) => {
      const because = { fact: 'kind', value: principal.kind, expected: 'personal' };
      expect(judge(principal, {})).toEqual(refusal(because));
    },
  );

  it('refuses a child on a route that is open to its parent only', () => {
    const because = { fact: 'kind', value: 'child', expected: 'assistant' };
    expect(judge(childToken(), { assistantScope: { own: 'assistant' } })).toEqual(refusal(because));
  });

  it('passes the kinds that a route allows', () => {
    expect(judge(session(), { sessionOnly: true })).toEqual(PASS);
    expect(judge(personalToken(), onlyPersonal, { body: { type: 'assistant' } })).toEqual(PASS);
    expect(judge(personalToken(), onlyPersonal, { body: 'personal' })).toEqual(PASS);
    expect(judge(personalToken(), {})).toEqual(PASS);
    expect(
      judge(assistantToken(), { assistantTokenOnly: true, assistantScope: { own: 'assistant' } }),
    ).toEqual(PASS);
  });

  it('does not apply without a credential', () => {
    expect(check.judge(null, { sessionOnly: true }, facts())).toEqual({
      verdict: 'not_applicable',
    });
  });
});

describe('ScopeCheck for resources', () => {
  const byAssistant: AssistantScopeRule = { assistant: 'id' };
  const byToken: AssistantScopeRule = { token: 'id' };
  const byTokenOrChild: AssistantScopeRule = { tokenOrChild: 'id' };
  const byQuery: AssistantScopeRule = { assistantInQuery: 'assistantId' };
  const byBody: AssistantScopeRule = { assistantInBody: 'assistantId' };
  const named = (id: unknown) => ({ params: { id } });
  const asked = (assistantId: unknown) => ({ query: { assistantId } });
  const sent = (assistantId: unknown) => ({ body: { assistantId } });

  it.each([
    [byAssistant, named(OTHER_ID), 'sales:helper'],
    [byAssistant, named('sales:other'), 'sales:helper'],
    [byAssistant, named('SALES:HELPER'), 'sales:helper'],
    [byAssistant, {}, 'sales:helper'],
    [byToken, named(OTHER_ID), TOKEN_ID],
    [byToken, named('SELF'), TOKEN_ID],
    [byToken, {}, TOKEN_ID],
    [byTokenOrChild, named('no-id'), TOKEN_ID],
    [byQuery, asked('sales:other'), 'sales:helper'],
    [byQuery, asked(['sales:helper', 'sales:other']), 'sales:helper'],
    [byQuery, asked(''), 'sales:helper'],
    [byBody, sent('sales:other'), 'sales:helper'],
    [byBody, sent(null), 'sales:helper'],
    [byBody, sent({ id: ASSISTANT_ID }), 'sales:helper'],
  ])('refuses to an assistant token, by the rule %j, %j', (assistantScope, request, expected) => {
    const because = { fact: 'resource', value: null, expected };
    expect(judge(assistantToken(), { assistantScope }, request)).toEqual(refusal(because));
  });

  it.each([
    [byAssistant, named(ASSISTANT_ID)],
    [byAssistant, named(ASSISTANT_ID.toUpperCase())],
    [byAssistant, named('sales:helper')],
    [byToken, named('self')],
    [byToken, named(TOKEN_ID)],
    [byTokenOrChild, named('self')],
    [byTokenOrChild, named(OTHER_ID)],
    [byQuery, {}],
    [byQuery, asked('sales:helper')],
    [byBody, {}],
    [byBody, { body: 'text' }],
    [byBody, sent(ASSISTANT_ID)],
    [{ chat: 'id' } as const, named(OTHER_ID)],
    [{ own: 'credential' } as const, {}],
    [{ own: 'assistant' } as const, {}],
  ])('passes an assistant token, by the rule %j, %j', (assistantScope, request) => {
    expect(judge(assistantToken(), { assistantScope }, request)).toEqual(PASS);
  });

  it('refuses other tokens to a token that cannot have children', () => {
    for (const principal of [assistantToken({ readOnly: true }), childToken()]) {
      const policy: RoutePolicy = { assistantScope: byTokenOrChild, children: true };
      expect(judge(principal, policy, named(OTHER_ID))).toMatchObject({
        code: 'insufficient_scope',
      });
      expect(judge(principal, policy, named('self'))).toEqual(PASS);
    }
  });

  it('refuses a child that is bound to a chat everything except that chat and itself', () => {
    const child = childToken({ chatId: CHAT_ID });
    const of = (assistantScope: AssistantScopeRule): RoutePolicy => ({
      assistantScope,
      children: true,
    });
    expect(judge(child, of({ chat: 'id' }), named(OTHER_ID))).toEqual(
      refusal({ fact: 'resource', value: null, expected: CHAT_ID }),
    );
    for (const rule of [byAssistant, { own: 'assistant' } as const]) {
      expect(judge(child, of(rule), named(ASSISTANT_ID))).toMatchObject({
        code: 'insufficient_scope',
      });
    }
    expect(judge(child, of({ chat: 'id' }), named(CHAT_ID))).toEqual(PASS);
    expect(judge(child, of(byToken), named('self'))).toEqual(PASS);
    expect(judge(childToken(), of(byAssistant), named(ASSISTANT_ID))).toEqual(PASS);
  });

  it('refuses a callback token on a route that is not declared open to it', () => {
    const policy: RoutePolicy = { assistantScope: { chat: 'id' }, children: true };
    const callbacks = (body: { role?: unknown }) => body.role === 'tool';
    expect(judge(callbackToken(), policy, named(CHAT_ID))).toEqual(
      refusal({ fact: 'kind', value: 'child', expected: 'assistant' }),
    );
    expect(judge(callbackToken(), { ...policy, callbacks }, named(CHAT_ID))).toMatchObject({
      code: 'insufficient_scope',
    });
    expect(
      judge(
        callbackToken(),
        { ...policy, callbacks },
        { ...named(CHAT_ID), body: { role: 'tool' } },
      ),
    ).toEqual(PASS);
  });

  describe('for an assistant that its owner can no longer see', () => {
    const lost = assistantToken({
      assistant: { id: ASSISTANT_ID, naturalId: 'sales:helper', reachable: false },
    });

    it.each([
      [byAssistant, named(ASSISTANT_ID)],
      [byQuery, {}],
      [byBody, {}],
      [{ chat: 'id' } as const, named(CHAT_ID)],
      [{ own: 'assistant' } as const, {}],
    ])('refuses the rule %j', (assistantScope, request) => {
      expect(judge(lost, { assistantScope }, request)).toEqual({
        verdict: 'refuse',
        code: 'forbidden',
        message: 'The owner of this token can no longer see the assistant.',
        because: { fact: 'assistant_reachable', value: false, expected: true },
      });
    });

    it('passes requests about the token itself', () => {
      for (const rule of [byToken, byTokenOrChild, { own: 'credential' } as const]) {
        expect(judge(lost, { assistantScope: rule }, named('self'))).toEqual(PASS);
      }
    });
  });
});
