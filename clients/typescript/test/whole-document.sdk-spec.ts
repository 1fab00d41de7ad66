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
  createTeam: ({ teams }) => teams.create({ id: 't', name: 'n' }),
  createToken: ({ tokens }) => tokens.create({ type: 'personal' }),
  createUser: ({ users }) => users.create({ username: 'u', password: 'p' }),
  createWebhook: ({ webhooks }) => webhooks.create('{id}', { url: 'u', events: [] }),
  deleteAssistant: ({ assistants }) => assistants.delete('{id}'),
  deleteChat: ({ chats }) => chats.delete('{id}'),
  deleteTeam: ({ teams }) => teams.delete('{id}'),
  deleteTeamMember: ({ teams }) => teams.members.delete('{id}', '{username}'),
  deleteUser: ({ users }) => users.delete('{username}'),
  deleteWebhook: ({ webhooks }) => webhooks.delete('{id}'),
  deriveToken: ({ tokens }) => tokens.derive(),
  exchangeToken: ({ oauth }) => oauth.exchange({ token: 't' }),
  getAssistant: ({ assistants }) => assistants.retrieve('{id}'),
  getChat: ({ chats }) => chats.retrieve('{id}'),
  getChatMessage: ({ chats }) => chats.messages.retrieve('{id}', '{messageId}'),
  getSession: ({ auth }) => auth.session(),
  getTeam: ({ teams }) => teams.retrieve('{id}'),
  getTeamMember: ({ teams }) => teams.members.retrieve('{id}', '{username}'),
  getToken: ({ tokens }) => tokens.retrieve('{id}'),
  getTokenUsage: ({ tokens }) => tokens.usage('{id}'),
  getUser: ({ users }) => users.retrieve('{username}'),
  getWebhook: ({ webhooks }) => webhooks.retrieve('{id}'),
  getWebhookDelivery: ({ webhooks }) => webhooks.deliveries.retrieve('{id}', '{deliveryId}'),
  introspectToken: ({ tokens }) => tokens.introspect('t'),
  introspectTokens: ({ tokens }) => tokens.introspectBatch(['t']),
  listAiSeats: ({ seats }) => seats.list(),
  listAssistants: ({ assistants }) => assistants.list(),
  listAssistantTokens: ({ assistants }) => assistants.tokens('{id}'),
  listChatMessages: ({ chats }) => chats.messages.list('{id}'),
  listChats: ({ chats }) => chats.list(),
  listChildTokens: ({ tokens }) => tokens.children('{id}'),
  listTeamMembers: ({ teams }) => teams.members.list('{id}'),
  listTeams: ({ teams }) => teams.list(),
  listTokens: ({ tokens }) => tokens.list(),
  listUsers: ({ users }) => users.list(),
  listWebhookDeliveries: ({ webhooks }) => webhooks.deliveries.list('{id}'),
  listWebhooks: ({ webhooks }) => webhooks.list('{id}'),
  logIn: ({ auth }) => auth.logIn({ username: 'u', password: 'p' }),
  logOut: ({ auth }) => auth.logOut(),
  redeliverWebhookDelivery: ({ webhooks }) => webhooks.deliveries.redeliver('{id}', '{deliveryId}'),
  retryChatMessage: ({ chats }) => chats.messages.retry('{id}', '{messageId}'),
  revokeChildTokens: ({ tokens }) => tokens.revokeChildren('{id}'),
  revokePresentedToken: ({ oauth }) => oauth.revoke('t'),
  revokeToken: ({ tokens }) => tokens.revoke('{id}'),
  rotateToken: ({ tokens }) => tokens.rotate('{id}'),
  rotateWebhookSecret: ({ webhooks }) => webhooks.rotate('{id}'),
  saveTeamMember: ({ teams }) => teams.members.save('{id}', '{username}', { role: 'viewer' }),
  testWebhook: ({ webhooks }) => webhooks.test('{id}'),
  unassignAiSeats: ({ seats }) => seats.unassign([]),
  updateAssistant: ({ assistants }) => assistants.update('{id}', {}),
  updateChat: ({ chats }) => chats.update('{id}', { name: 'n' }),
  updateTeam: ({ teams }) => teams.update('{id}', {}),
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
