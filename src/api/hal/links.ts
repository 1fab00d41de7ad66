import type { Link } from './hal.types.js';

/**
 * Absolute paths of the resources. `ref` is the id from the request, in the form that it has there.
 */
export const paths = {
  root: () => '/api',
  session: () => '/api/auth/session',
  users: () => '/api/users',
  user: (username: string) => `/api/users/${segment(username)}`,
  teams: () => '/api/teams',
  instancePolicy: () => '/api/policies/instance',
  policyPreview: () => '/api/policies/_preview',
  teamPolicy: (id: string) => `/api/policies/teams/${segment(id)}`,
  team: (id: string) => `/api/teams/${segment(id)}`,
  teamMembers: (id: string) => `/api/teams/${segment(id)}/members`,
  teamMember: (id: string, username: string) =>
    `/api/teams/${segment(id)}/members/${segment(username)}`,
  serviceAccounts: () => '/api/service-accounts',
  serviceAccount: (id: string) => `/api/service-accounts/${segment(id)}`,
  aiSeats: () => '/api/ai-seats',
  assistants: () => '/api/assistants',
  assistant: (ref: string) => `/api/assistants/${segment(ref)}`,
  assistantTokens: (ref: string) => `/api/assistants/${segment(ref)}/tokens`,
  assistantWebhooks: (ref: string) => `/api/assistants/${segment(ref)}/webhooks`,
  webhook: (id: string) => `/api/webhooks/${segment(id)}`,
  webhookRotate: (id: string) => `/api/webhooks/${segment(id)}/_rotate`,
  webhookTest: (id: string) => `/api/webhooks/${segment(id)}/_test`,
  webhookDeliveries: (id: string) => `/api/webhooks/${segment(id)}/deliveries`,
  webhookDelivery: (webhookId: string, id: string) =>
    `/api/webhooks/${segment(webhookId)}/deliveries/${segment(id)}`,
  webhookRedeliver: (webhookId: string, id: string) =>
    `/api/webhooks/${segment(webhookId)}/deliveries/${segment(id)}/_redeliver`,
  tokens: () => '/api/tokens',
  tokenSummary: () => '/api/tokens/_summary',
  token: (ref: string) => `/api/tokens/${segment(ref)}`,
  tokenTransfer: () => '/api/tokens/_transfer',
  tokenRotate: (ref: string) => `/api/tokens/${segment(ref)}/_rotate`,
  tokenPause: (ref: string) => `/api/tokens/${segment(ref)}/_pause`,
  tokenResume: (ref: string) => `/api/tokens/${segment(ref)}/_resume`,
  tokenDerive: () => '/api/tokens/_derive',
  tokenChildren: (ref: string) => `/api/tokens/${segment(ref)}/children`,
  tokenExplain: (ref: string) => `/api/tokens/${segment(ref)}/_explain`,
  tokenUsage: (ref: string) => `/api/tokens/${segment(ref)}/usage`,
  refusal: (requestId: string) => `/api/refusals/${segment(requestId)}`,
  tokenBudget: (ref: string) => `/api/tokens/${segment(ref)}/budget`,
  assistantBudget: (ref: string) => `/api/assistants/${segment(ref)}/budget`,
  userBudget: (username: string) => `/api/users/${segment(username)}/budget`,
  assistantUsage: (ref: string) => `/api/assistants/${segment(ref)}/usage`,
  userUsage: (username: string) => `/api/users/${segment(username)}/usage`,
  chats: () => '/api/chats',
  chat: (id: string) => `/api/chats/${segment(id)}`,
  chatMessages: (id: string) => `/api/chats/${segment(id)}/messages`,
  chatMessage: (chatId: string, id: string) =>
    `/api/chats/${segment(chatId)}/messages/${segment(id)}`,
  chatMessageRetry: (chatId: string, id: string) =>
    `/api/chats/${segment(chatId)}/messages/${segment(id)}/_retry`,
  auditKeys: () => '/.well-known/audit-keys.json',
  auditHeads: () => '/api/audit-heads',
  auditEvents: () => '/api/audit-events',
  auditEvent: (id: string) => `/api/audit-events/${segment(id)}`,
  relations: () => '/api/rels',
  relation: (name: string) => `/api/rels/${segment(name)}`,
};

export function link(href: string): Link {
  return { href };
}

/** @returns the path with these parameters as the query, except undefined ones */
export function addressOf(path: string, parameters: [string, unknown][]): string {
  const present = parameters
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [
      name,
      value instanceof Date ? value.toISOString() : String(value),
    ]);
  return present.length === 0 ? path : `${path}?${new URLSearchParams(present).toString()}`;
}

/** Matches almost all ids, which need no escaping. */
const PLAIN = /^[\w:.-]+$/;

/** Escapes a path segment, but not colons, which need no escaping (RFC 3986, section 3.3). */
export function segment(value: string): string {
  if (PLAIN.test(value)) return value;
  return encodeURIComponent(value).replaceAll('%3A', ':');
}
