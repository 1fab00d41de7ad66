import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { AssistantTokens } from 'assistant-tokens-client';
import type { OperationId } from 'assistant-tokens-client';

interface Operation {
  operationId: OperationId;
  tags: string[];
  parameters?: { name?: string; $ref?: string }[];
}

interface Sent {
  method: string;
  path: string;
  isKeyed: boolean;
}

/** Each on its way to a service that is not there. */
const CALLS: Partial<Record<OperationId, (client: AssistantTokens) => PromiseLike<unknown>>> = {
  assignAiSeats: ({ seats }) => seats.assign([]),
  createAssistant: ({ assistants }) => assistants.create({ slug: 's', name: 'n' }),
  createChat: ({ chats }) => chats.create({ message: { role: 'user', content: 'c' } }),
  createChatMessage: ({ chats }) => chats.messages.create('{id}', { role: 'tool', content: 'c' }),
  createServiceAccount: ({ serviceAccounts }) => serviceAccounts.create({ id: 'i', teamId: 't' }),
  createTeam: ({ teams }) => teams.create({ id: 't', name: 'n' }),
  createToken: ({ tokens }) => tokens.create({ type: 'personal' }),
  createUser: ({ users }) => users.create({ username: 'u', password: 'p' }),
  createWebhook: ({ webhooks }) => webhooks.create('{id}', { url: 'u', events: [] }),
  deleteAssistant: ({ assistants }) => assistants.delete('{id}'),
  deleteAssistantBudget: ({ assistants }) => assistants.budget.delete('{id}'),
  deleteChat: ({ chats }) => chats.delete('{id}'),
  deleteServiceAccount: ({ serviceAccounts }) => serviceAccounts.delete('{id}'),
  deleteTeam: ({ teams }) => teams.delete('{id}'),
  deleteTeamMember: ({ teams }) => teams.members.delete('{id}', '{username}'),
  deleteTeamPolicy: ({ policies }) => policies.teams.delete('{id}'),
  deleteTokenBudget: ({ tokens }) => tokens.budget.delete('{id}'),
  deleteUser: ({ users }) => users.delete('{username}'),
  deleteUserBudget: ({ users }) => users.budget.delete('{username}'),
  deleteWebhook: ({ webhooks }) => webhooks.delete('{id}'),
  deriveToken: ({ tokens }) => tokens.derive(),
  exchangeToken: ({ oauth }) => oauth.exchange({ token: 't' }),
  explainToken: ({ tokens }) => tokens.explain('{id}', { path: '/api/chats' }),
  explainTokenValue: ({ tokens }) => tokens.explainValue({ value: 't', path: '/api/chats' }),
  findToken: ({ tokens }) => tokens.find('t'),
  getAssistant: ({ assistants }) => assistants.retrieve('{id}'),
  getAssistantBudget: ({ assistants }) => assistants.budget.retrieve('{id}'),
  getAssistantUsage: ({ assistants }) => assistants.usage('{id}'),
  getAuditEvent: ({ audit }) => audit.event('{id}'),
  getAuditKeys: ({ audit }) => audit.keys(),
  getChat: ({ chats }) => chats.retrieve('{id}'),
  getChatMessage: ({ chats }) => chats.messages.retrieve('{id}', '{messageId}'),
  getInstancePolicy: ({ policies }) => policies.instance.retrieve(),
  getRefusal: ({ tokens }) => tokens.refusal('{requestId}'),
  getServiceAccount: ({ serviceAccounts }) => serviceAccounts.retrieve('{id}'),
  getSession: ({ auth }) => auth.session(),
  getTeam: ({ teams }) => teams.retrieve('{id}'),
  getTeamMember: ({ teams }) => teams.members.retrieve('{id}', '{username}'),
  getTeamPolicy: ({ policies }) => policies.teams.retrieve('{id}'),
  getToken: ({ tokens }) => tokens.retrieve('{id}'),
  getTokenBudget: ({ tokens }) => tokens.budget.retrieve('{id}'),
  getTokenUsage: ({ tokens }) => tokens.usage('{id}'),
  getUser: ({ users }) => users.retrieve('{username}'),
  getUserBudget: ({ users }) => users.budget.retrieve('{username}'),
  getUserUsage: ({ users }) => users.usage('{username}'),
  getWebhook: ({ webhooks }) => webhooks.retrieve('{id}'),
  getWebhookDelivery: ({ webhooks }) => webhooks.deliveries.retrieve('{id}', '{deliveryId}'),
  introspectToken: ({ tokens }) => tokens.introspect('t'),
  introspectTokens: ({ tokens }) => tokens.introspectBatch(['t']),
  listAiSeats: ({ seats }) => seats.list(),
  listAssistants: ({ assistants }) => assistants.list(),
  listAssistantTokens: ({ assistants }) => assistants.tokens('{id}'),
  listAuditEvents: ({ audit }) => audit.events(),
  listAuditHeads: ({ audit }) => audit.heads(),
  listChatMessages: ({ chats }) => chats.messages.list('{id}'),
  listChats: ({ chats }) => chats.list(),
  listChildTokens: ({ tokens }) => tokens.children('{id}'),
  listServiceAccounts: ({ serviceAccounts }) => serviceAccounts.list(),
  listTeamMembers: ({ teams }) => teams.members.list('{id}'),
  listTeams: ({ teams }) => teams.list(),
  listTokens: ({ tokens }) => tokens.list(),
  listUsers: ({ users }) => users.list(),
  listWebhookDeliveries: ({ webhooks }) => webhooks.deliveries.list('{id}'),
  listWebhooks: ({ webhooks }) => webhooks.list('{id}'),
  logIn: ({ auth }) => auth.logIn({ username: 'u', password: 'p' }),
  logOut: ({ auth }) => auth.logOut(),
  pauseToken: ({ tokens }) => tokens.pause('{id}'),
  pauseTokens: ({ tokens }) => tokens.bulk.pause({ ids: [] }),
  redeliverWebhookDelivery: ({ webhooks }) => webhooks.deliveries.redeliver('{id}', '{deliveryId}'),
  reportLeaks: ({ leaks }) => leaks.report({ tokens: ['t'] }),
  previewPolicy: ({ policies }) => policies.preview({}),
  resumeToken: ({ tokens }) => tokens.resume('{id}'),
  resumeTokens: ({ tokens }) => tokens.bulk.resume({ ids: [] }),
  retryChatMessage: ({ chats }) => chats.messages.retry('{id}', '{messageId}'),
  revokeChildTokens: ({ tokens }) => tokens.revokeChildren('{id}'),
  revokePresentedToken: ({ oauth }) => oauth.revoke('t'),
  revokeToken: ({ tokens }) => tokens.revoke('{id}'),
  revokeTokens: ({ tokens }) => tokens.bulk.revoke({ ids: [] }),
  rotateToken: ({ tokens }) => tokens.rotate('{id}'),
  rotateWebhookSecret: ({ webhooks }) => webhooks.rotate('{id}'),
  saveAssistantBudget: ({ assistants }) =>
    assistants.budget.save('{id}', { modelTokens: 1, period: 'month' }),
  saveTeamMember: ({ teams }) => teams.members.save('{id}', '{username}', { role: 'viewer' }),
  saveTokenBudget: ({ tokens }) => tokens.budget.save('{id}', { modelTokens: 1, period: 'month' }),
  saveUserBudget: ({ users }) =>
    users.budget.save('{username}', { modelTokens: 1, period: 'month' }),
  summarizeTokens: ({ tokens }) => tokens.summary(),
  testWebhook: ({ webhooks }) => webhooks.test('{id}'),
  transferTokens: ({ tokens }) => tokens.bulk.transfer({ ids: [], toOwner: 'o' }),
  unassignAiSeats: ({ seats }) => seats.unassign([]),
  updateAssistant: ({ assistants }) => assistants.update('{id}', {}),
  updateChat: ({ chats }) => chats.update('{id}', { name: 'n' }),
  updateInstancePolicy: ({ policies }) => policies.instance.save({}),
  updateServiceAccount: ({ serviceAccounts }) => serviceAccounts.update('{id}', {}),
  updateTeam: ({ teams }) => teams.update('{id}', {}),
  updateTeamPolicy: ({ policies }) => policies.teams.save('{id}', {}),
  updateToken: ({ tokens }) => tokens.update('{id}', {}),
  updateUser: ({ users }) => users.update('{username}', {}),
  updateWebhook: ({ webhooks }) => webhooks.update('{id}', {}),
};

/** For machines, gateways and people who look around. */
const LEFT_OUT = new Set<string>(['getSigningKeys', 'getAuthorizationServer', 'verifyRequest']);

describe('the client', () => {
  const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
    paths: Record<string, Record<string, Operation>>;
  };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  );
  const wanted = operations.filter(
    ({ operationId, tags }) => !LEFT_OUT.has(operationId) && !tags.includes('meta'),
  );
  const sent: Sent[] = [];
  let client: AssistantTokens;

  beforeAll(() => {
    const record: typeof fetch = (input, init) => {
      const request = new Request(input, init);
      sent.push({
        method: request.method.toLowerCase(),
        path: decodeURIComponent(new URL(request.url).pathname),
        isKeyed: request.headers.has('Idempotency-Key'),
      });
      return Promise.reject(new TypeError('There is nobody.'));
    };
    client = new AssistantTokens({
      baseUrl: 'https://tokens.example.com',
      token: 't',
      fetch: record,
      retry: { maxRetries: 0 },
    });
  });

  it('has a call for every operation', () => {
    expect(Object.keys(CALLS).sort()).toEqual(wanted.map((one) => one.operationId).sort());
  });

  it.each(wanted)('sends $operationId as the document has it', async (operation) => {
    const { operationId, method, path, parameters = [] } = operation;
    sent.length = 0;

    await expect(CALLS[operationId]?.(client)).rejects.toThrow('connection');

    const isKeyed = parameters.some(({ name }) => name === 'Idempotency-Key');
    expect(sent).toEqual([{ method, path, isKeyed }]);
  });
});
