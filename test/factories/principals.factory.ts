import { NO_FACTS } from '../../src/admission/checks/request-facts.js';
import type { RequestFacts } from '../../src/admission/checks/request-facts.js';
import type { ChildScope, Principal } from '../../src/admission/principal.js';
import type { Quota } from '../../src/admission/rate-limits/quota.js';

export const TOKEN_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
export const ASSISTANT_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f61';
export const CHAT_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f62';
export const OTHER_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f63';

/** The session of a member with a seat. */
export function session(changes: Partial<Principal> = {}): Principal {
  return {
    kind: 'session',
    credentialId: TOKEN_ID,
    secretVersion: null,
    userId: '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f64',
    userKind: 'user',
    username: 'ada',
    displayName: 'Ada',
    role: 'member',
    permissions: ['tokens:create'],
    seat: true,
    assistant: null,
    child: null,
    readOnly: false,
    cidr: null,
    host: null,
    rateLimitPerMinute: null,
    issuedAt: new Date(0),
    expiresAt: null,
    retiresAt: null,
    ...changes,
  };
}

export function personalToken(changes: Partial<Principal> = {}): Principal {
  return session({ kind: 'personal', secretVersion: 1, ...changes });
}

export function assistantToken(changes: Partial<Principal> = {}): Principal {
  return personalToken({
    kind: 'assistant',
    permissions: [],
    assistant: { id: ASSISTANT_ID, naturalId: 'sales:helper', reachable: true },
    ...changes,
  });
}

export function childToken(child: Partial<ChildScope> = {}): Principal {
  return assistantToken({
    kind: 'child',
    secretVersion: null,
    child: {
      parentId: OTHER_ID,
      parentRateLimitPerMinute: null,
      webhookId: null,
      chatId: null,
      jkt: null,
      ...child,
    },
  });
}

export function callbackToken(): Principal {
  return childToken({ parentId: null, webhookId: OTHER_ID, chatId: CHAT_ID });
}

export function facts(changes: Partial<RequestFacts> = {}): RequestFacts {
  return { ...NO_FACTS, ...changes };
}

export function quota(used: number, limit = 10): Quota {
  return { policy: 'token', limit, used, resetSeconds: 30 };
}
