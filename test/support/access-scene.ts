import { hash } from 'bcrypt';
import {
  ACCESS_TOKEN_TYPE,
  TOKEN_EXCHANGE,
} from '../../src/verification/oauth/token-exchange/token-exchange.types.js';
import { User } from '../../src/identity/users/user.entity.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createAuditEvent } from '../factories/audit-events.factory.js';
import { createChat } from '../factories/chats.factory.js';
import { createChild, deriveChild, issueCallback } from '../factories/children.factory.js';
import type { TestChat } from '../factories/chats.factory.js';
import { createServiceAccount } from '../factories/service-accounts.factory.js';
import type { TestServiceAccount } from '../factories/service-accounts.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser, PASSWORD } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { createWebhook } from '../factories/webhooks.factory.js';
import type { TestWebhook } from '../factories/webhooks.factory.js';
import type { AccessRow, CallerKind } from './access-table.js';
import type { Api } from './api.js';
import type { TestApp } from './test-app.js';

/** A caller, its user, and an assistant of that user. New for every request. */
export interface Scene {
  app: TestApp;
  user: TestUser;
  assistant: TestAssistant;
  api: Api;
  caller: CallerKind;
  /** The token of the caller; `null` for other callers. */
  token: TestToken | null;
  /** A chat of the user. For a callback token, its chat. */
  chat: TestChat;
}

interface Request {
  path: string;
  body?: unknown;
}

export async function setScene(app: TestApp, caller: CallerKind): Promise<Scene> {
  const user =
    caller === 'admin'
      ? await createAdmin(app)
      : await createUser(app, { seat: caller !== 'seatless' });
  const assistant = await createAssistant(app, { ownerId: user.username });
  const chat = await createChat(app, { owner: user, assistant });
  const token =
    caller === 'callback'
      ? await issueCallback(app, chat.id)
      : await tokenOf(app, caller, user, assistant);
  const api = token?.api ?? apiWithout(app, caller, user);
  return { app, user, assistant, api, caller, token, chat };
}

/** The API for a caller without a token. */
function apiWithout(app: TestApp, caller: CallerKind, { api }: TestUser): Api {
  if (caller === 'nobody') return app.api;
  return caller === 'garbage' ? app.api.as('garbage') : api;
}

async function tokenOf(
  app: TestApp,
  caller: Exclude<CallerKind, 'callback'>,
  owner: TestUser,
  assistant: TestAssistant,
): Promise<TestToken | null> {
  const now = app.clock.now();
  const holder = (options: Omit<Parameters<typeof createToken>[1], 'owner'>) =>
    createToken(app, { owner, ...options });
  switch (caller) {
    case 'nobody':
    case 'garbage':
    case 'admin':
    case 'member':
    case 'seatless':
      return null;
    case 'expired':
      return holder({ assistant, columns: { expiresAt: now } });
    case 'revoked':
      return holder({ assistant, columns: { revokedAt: now } });
    case 'personal':
      return holder({});
    case 'readOnlyPersonal':
      return holder({ columns: { readOnly: true } });
    case 'assistant':
      return holder({ assistant });
    case 'readOnlyAssistant':
      return holder({ assistant, columns: { readOnly: true } });
    case 'otherAssistant':
      return holder({ assistant: await createAssistant(app, { ownerId: owner.username }) });
    case 'child':
      return deriveChild(app, await createToken(app, { owner, assistant }));
  }
}

let count = 0;
const newName = () => `new-${++count}`;

/** A valid request, which succeeds for every caller who may make it. */
export const REQUESTS: Record<AccessRow, (scene: Scene) => Request | Promise<Request>> = {
  'GET /health/live': () => ({ path: '/health/live' }),
  'GET /health/ready': () => ({ path: '/health/ready' }),
  'GET /api': () => ({ path: '/api' }),
  'GET /api/rels': () => ({ path: '/api/rels' }),
  'GET /api/rels/{rel}': () => ({ path: '/api/rels/assistant' }),
  'GET /api/openapi.json': () => ({ path: '/api/openapi.json' }),
  'GET /api/docs': () => ({ path: '/api/docs' }),
  'GET /api/docs/swagger-ui-bundle.js': () => ({ path: '/api/docs/swagger-ui-bundle.js' }),
  'GET /api/docs/swagger-ui.css': () => ({ path: '/api/docs/swagger-ui.css' }),
  'GET /api/docs/favicon-32x32.png': () => ({ path: '/api/docs/favicon-32x32.png' }),
  'GET /api/docs/page.css': () => ({ path: '/api/docs/page.css' }),
  'GET /api/docs/start.js': () => ({ path: '/api/docs/start.js' }),

  'GET /.well-known/jwks.json': () => ({ path: '/.well-known/jwks.json' }),
  'GET /.well-known/audit-keys.json': () => ({ path: '/.well-known/audit-keys.json' }),
  'GET /.well-known/oauth-authorization-server': () => ({
    path: '/.well-known/oauth-authorization-server',
  }),
  'POST /api/oauth/token with another token': async (scene) => ({
    path: '/api/oauth/token',
    body: {
      grant_type: TOKEN_EXCHANGE,
      subject_token: (await otherToken(scene)).secret,
      subject_token_type: ACCESS_TOKEN_TYPE,
    },
  }),
  'POST /api/oauth/revoke with another token': async (scene) => ({
    path: '/api/oauth/revoke',
    body: { token: (await otherToken(scene)).secret },
  }),

  'POST /api/auth/login': async ({ app, user: { id, username } }) => {
    await app.dataSource.manager.update(User, { id }, { passwordHash: await hash(PASSWORD, 4) });
    return { path: '/api/auth/login', body: { username, password: PASSWORD } };
  },
  'POST /api/auth/logout': () => ({ path: '/api/auth/logout' }),
  'GET /api/auth/session': () => ({ path: '/api/auth/session' }),
  'GET /api/auth/verify': () => ({ path: '/api/auth/verify' }),
  'GET /api/auth/verify for an assistant': ({ assistant }) => ({ path: verifyFor(assistant) }),
  'GET /api/auth/verify for an assistant of somebody else': async (scene) => ({
    path: verifyFor(await otherAssistant(scene)),
  }),
  'GET /api/auth/verify for an assistant shared by somebody else': async (scene) => ({
    path: verifyFor(await sharedAssistant(scene)),
  }),

  'GET /api/users': () => ({ path: '/api/users' }),
  'POST /api/users': () => ({
    path: '/api/users',
    body: { username: newName(), password: PASSWORD },
  }),
  'GET /api/users/{username}': ({ user }) => ({ path: pathOf(user) }),
  'GET /api/users/{username} of somebody else': async (scene) => ({
    path: pathOf(await somebodyElse(scene)),
  }),
  'PATCH /api/users/{username} with a name': ({ user }) => ({
    path: pathOf(user),
    body: { displayName: 'Renamed' },
  }),
  'PATCH /api/users/{username} with a password': ({ user }) => ({
    path: pathOf(user),
    body: { password: 'another horse battery staple' },
  }),
  'PATCH /api/users/{username} with permissions': ({ user }) => ({
    path: pathOf(user),
    body: { permissions: ['audit:read'] },
  }),
  'PATCH /api/users/{username} of somebody else': async (scene) => ({
    path: pathOf(await somebodyElse(scene)),
    body: { displayName: 'Renamed' },
  }),
  'DELETE /api/users/{username}': ({ user }) => ({ path: pathOf(user) }),
  'DELETE /api/users/{username} with transferTo': async (scene) => {
    const { account } = await teamAccount(scene, 'admin');
    return { path: `${pathOf(scene.user)}?transferTo=${account.username}` };
  },
  'DELETE /api/users/{username} of somebody else': async (scene) => ({
    path: pathOf(await somebodyElse(scene)),
  }),

  'GET /api/audit-heads': () => ({ path: '/api/audit-heads' }),
  'GET /api/audit-events': () => ({ path: '/api/audit-events' }),
  'GET /api/audit-events/{id} about an own token': async (scene) => ({
    path: await eventOf(scene, await ownToken(scene)),
  }),
  'GET /api/audit-events/{id} about a token of somebody else': async (scene) => ({
    path: await eventOf(scene, await otherToken(scene)),
  }),

  'GET /api/teams': () => ({ path: '/api/teams' }),
  'POST /api/teams': () => ({ path: '/api/teams', body: { id: newName(), name: 'A team' } }),
  'GET /api/teams/{id} as its admin': async (scene) => ({ path: await teamOf(scene, 'admin') }),
  'GET /api/teams/{id} as its editor': async (scene) => ({ path: await teamOf(scene, 'editor') }),
  'GET /api/teams/{id} of others': async (scene) => ({ path: await teamOfOthers(scene) }),
  'PATCH /api/teams/{id} as its admin': async (scene) => ({
    path: await teamOf(scene, 'admin'),
    body: { name: 'Renamed' },
  }),
  'PATCH /api/teams/{id} as its editor': async (scene) => ({
    path: await teamOf(scene, 'editor'),
    body: { name: 'Renamed' },
  }),
  'PATCH /api/teams/{id} of others': async (scene) => ({
    path: await teamOfOthers(scene),
    body: { name: 'Renamed' },
  }),
  'DELETE /api/teams/{id} as its admin': async (scene) => ({ path: await teamOf(scene, 'admin') }),
  'DELETE /api/teams/{id} as its editor': async (scene) => ({
    path: await teamOf(scene, 'editor'),
  }),
  'DELETE /api/teams/{id} of others': async (scene) => ({ path: await teamOfOthers(scene) }),
  'GET /api/teams/{id}/members as its admin': async (scene) => ({
    path: `${await teamOf(scene, 'admin')}/members`,
  }),
  'GET /api/teams/{id}/members as its editor': async (scene) => ({
    path: `${await teamOf(scene, 'editor')}/members`,
  }),
  'GET /api/teams/{id}/members/{username} as its admin': async (scene) => {
    const viewer = await somebodyElse(scene);
    return { path: `${await teamOf(scene, 'admin', viewer)}/members/${viewer.username}` };
  },
  'GET /api/teams/{id}/members/{username} as its editor': async (scene) => {
    const viewer = await somebodyElse(scene);
    return { path: `${await teamOf(scene, 'editor', viewer)}/members/${viewer.username}` };
  },
  'PUT /api/teams/{id}/members/{username} as its admin': async (scene) => ({
    path: `${await teamOf(scene, 'admin')}/members/${(await somebodyElse(scene)).username}`,
    body: { role: 'viewer' },
  }),
  'PUT /api/teams/{id}/members/{username} as its editor': async (scene) => ({
    path: `${await teamOf(scene, 'editor')}/members/${(await somebodyElse(scene)).username}`,
    body: { role: 'viewer' },
  }),
  'DELETE /api/teams/{id}/members/{username} as its admin': async (scene) => {
    const viewer = await somebodyElse(scene);
    return { path: `${await teamOf(scene, 'admin', viewer)}/members/${viewer.username}` };
  },
  'DELETE /api/teams/{id}/members/{username} as its editor': async (scene) => {
    const viewer = await somebodyElse(scene);
    return { path: `${await teamOf(scene, 'editor', viewer)}/members/${viewer.username}` };
  },

  'GET /api/service-accounts': () => ({ path: '/api/service-accounts' }),
  'POST /api/service-accounts for a team that one administers': async (scene) =>
    newAccountIn(await createTeam(scene.app, [[scene.user, 'admin']])),
  'POST /api/service-accounts for a team of others': async ({ app }) =>
    newAccountIn(await createTeam(app)),
  'GET /api/service-accounts/{id} of a team that one administers': (scene) =>
    accountOf(scene, 'admin'),
  'GET /api/service-accounts/{id} of a team that one edits': (scene) => accountOf(scene, 'editor'),
  'GET /api/service-accounts/{id} of others': (scene) => accountOf(scene, null),
  'PATCH /api/service-accounts/{id} of a team that one administers': async (scene) => ({
    ...(await accountOf(scene, 'admin')),
    body: { displayName: 'Changed' },
  }),
  'PATCH /api/service-accounts/{id} of a team that one edits': async (scene) => ({
    ...(await accountOf(scene, 'editor')),
    body: { displayName: 'Changed' },
  }),
  'PATCH /api/service-accounts/{id} of others': async (scene) => ({
    ...(await accountOf(scene, null)),
    body: { displayName: 'Changed' },
  }),
  'DELETE /api/service-accounts/{id} of a team that one administers': (scene) =>
    accountOf(scene, 'admin'),
  'DELETE /api/service-accounts/{id} of a team that one edits': (scene) =>
    accountOf(scene, 'editor'),
  'DELETE /api/service-accounts/{id} of others': (scene) => accountOf(scene, null),

  'GET /api/ai-seats': () => ({ path: '/api/ai-seats' }),
  'POST /api/ai-seats/_assign': async ({ app }) => ({
    path: '/api/ai-seats/_assign',
    body: { usernames: [(await createUser(app, { seat: false })).username] },
  }),
  'POST /api/ai-seats/_unassign': async (scene) => ({
    path: '/api/ai-seats/_unassign',
    body: { usernames: [(await somebodyElse(scene)).username] },
  }),

  'GET /api/assistants': () => ({ path: '/api/assistants' }),
  'POST /api/assistants': () => ({
    path: '/api/assistants',
    body: { slug: newName(), name: 'An assistant' },
  }),
  'POST /api/assistants for somebody else': async (scene) => ({
    path: '/api/assistants',
    body: {
      ownerId: (await somebodyElse(scene)).username,
      slug: newName(),
      name: 'An assistant',
    },
  }),
  'GET /api/assistants/{id}': ({ assistant }) => ({ path: toAssistant(assistant) }),
  'GET /api/assistants/{id} of somebody else': async (scene) => ({
    path: toAssistant(await otherAssistant(scene)),
  }),
  'GET /api/assistants/{id} shared by somebody else': async (scene) => ({
    path: toAssistant(await sharedAssistant(scene)),
  }),
  'PATCH /api/assistants/{id}': ({ assistant }) => ({
    path: toAssistant(assistant),
    body: { name: 'Renamed' },
  }),
  'PATCH /api/assistants/{id} of somebody else': async (scene) => ({
    path: toAssistant(await otherAssistant(scene)),
    body: { name: 'Renamed' },
  }),
  'PATCH /api/assistants/{id} shared by somebody else': async (scene) => ({
    path: toAssistant(await sharedAssistant(scene)),
    body: { name: 'Renamed' },
  }),
  'DELETE /api/assistants/{id}': ({ assistant }) => ({ path: toAssistant(assistant) }),
  'DELETE /api/assistants/{id} of somebody else': async (scene) => ({
    path: toAssistant(await otherAssistant(scene)),
  }),
  'DELETE /api/assistants/{id} shared by somebody else': async (scene) => ({
    path: toAssistant(await sharedAssistant(scene)),
  }),
  'GET /api/assistants/{id}/tokens': ({ assistant }) => ({
    path: `${toAssistant(assistant)}/tokens`,
  }),
  'GET /api/assistants/{id}/tokens of somebody else': async (scene) => ({
    path: `${toAssistant(await otherAssistant(scene))}/tokens`,
  }),

  'GET /api/assistants/{id}/webhooks': ({ assistant }) => ({ path: webhooksOf(assistant) }),
  'GET /api/assistants/{id}/webhooks of somebody else': async (scene) => ({
    path: webhooksOf(await otherAssistant(scene)),
  }),
  'GET /api/assistants/{id}/webhooks shared by somebody else': async (scene) => ({
    path: webhooksOf(await sharedAssistant(scene)),
  }),
  'POST /api/assistants/{id}/webhooks': ({ assistant }) => ({
    path: webhooksOf(assistant),
    body: NEW_WEBHOOK,
  }),
  'POST /api/assistants/{id}/webhooks of somebody else': async (scene) => ({
    path: webhooksOf(await otherAssistant(scene)),
    body: NEW_WEBHOOK,
  }),
  'POST /api/assistants/{id}/webhooks shared by somebody else': async (scene) => ({
    path: webhooksOf(await sharedAssistant(scene)),
    body: NEW_WEBHOOK,
  }),
  'GET /api/webhooks/{id}': async (scene) => ({ path: toWebhook(await ownWebhook(scene)) }),
  'GET /api/webhooks/{id} of somebody else': async (scene) => ({
    path: toWebhook(await otherWebhook(scene)),
  }),
  'PATCH /api/webhooks/{id}': async (scene) => ({
    path: toWebhook(await ownWebhook(scene)),
    body: { description: 'Changed' },
  }),
  'PATCH /api/webhooks/{id} of somebody else': async (scene) => ({
    path: toWebhook(await otherWebhook(scene)),
    body: { description: 'Changed' },
  }),
  'DELETE /api/webhooks/{id}': async (scene) => ({ path: toWebhook(await ownWebhook(scene)) }),
  'DELETE /api/webhooks/{id} of somebody else': async (scene) => ({
    path: toWebhook(await otherWebhook(scene)),
  }),
  'POST /api/webhooks/{id}/_rotate': async (scene) => ({
    path: `${toWebhook(await ownWebhook(scene))}/_rotate`,
  }),
  'POST /api/webhooks/{id}/_rotate of somebody else': async (scene) => ({
    path: `${toWebhook(await otherWebhook(scene))}/_rotate`,
  }),
  'POST /api/webhooks/{id}/_test': async (scene) => ({
    path: `${toWebhook(await ownWebhook(scene))}/_test`,
  }),
  'POST /api/webhooks/{id}/_test of somebody else': async (scene) => ({
    path: `${toWebhook(await otherWebhook(scene))}/_test`,
  }),
  'GET /api/webhooks/{id}/deliveries': async (scene) => ({
    path: `${toWebhook(await ownWebhook(scene))}/deliveries`,
  }),
  'GET /api/webhooks/{id}/deliveries of somebody else': async (scene) => ({
    path: `${toWebhook(await otherWebhook(scene))}/deliveries`,
  }),
  'GET /api/webhooks/{id}/deliveries/{deliveryId}': async (scene) => ({
    path: toDelivery(await ownWebhook(scene)),
  }),
  'GET /api/webhooks/{id}/deliveries/{deliveryId} of somebody else': async (scene) => ({
    path: toDelivery(await otherWebhook(scene)),
  }),
  'POST /api/webhooks/{id}/deliveries/{deliveryId}/_redeliver': async (scene) => ({
    path: `${toDelivery(await ownWebhook(scene))}/_redeliver`,
  }),
  'POST /api/webhooks/{id}/deliveries/{deliveryId}/_redeliver of somebody else': async (scene) => ({
    path: `${toDelivery(await otherWebhook(scene))}/_redeliver`,
  }),

  'GET /api/tokens': () => ({ path: '/api/tokens' }),
  'POST /api/tokens for oneself': () => ({ path: '/api/tokens', body: { type: 'personal' } }),
  'POST /api/tokens for an assistant': ({ assistant }) => issueFor(assistant),
  'POST /api/tokens for a service account': async (scene) =>
    issueForAccount(scene, await teamAccount(scene, 'admin')),
  'POST /api/tokens for a service account of others': async (scene) =>
    issueForAccount(scene, await teamAccount(scene, null)),
  'POST /api/tokens, a personal one for a service account': async (scene) => {
    const { account } = await teamAccount(scene, 'admin');
    return { path: '/api/tokens', body: { type: 'personal', ownerId: account.username } };
  },
  'GET /api/tokens/{id} of a service account': async (scene) => {
    const { account: owner } = await teamAccount(scene, 'admin');
    return { path: toToken(await createToken(scene.app, { owner })) };
  },
  'POST /api/tokens for an assistant of somebody else': async (scene) =>
    issueFor(await otherAssistant(scene)),
  'POST /api/tokens for an assistant shared by somebody else': async (scene) =>
    issueFor(await sharedAssistant(scene)),
  'POST /api/tokens/_transfer': async (scene) => {
    const { account } = await teamAccount(scene, 'admin');
    return transferTo(account.username, await ownToken(scene));
  },
  'POST /api/tokens/_transfer to somebody else': async (scene) =>
    transferTo((await somebodyElse(scene)).username, await ownToken(scene)),
  'GET /api/tokens/{id} presented': () => ({ path: '/api/tokens/self' }),
  'GET /api/tokens/{id} not presented': async (scene) => ({ path: toToken(await ownToken(scene)) }),
  'GET /api/tokens/{id} of somebody else': async (scene) => ({
    path: toToken(await otherToken(scene)),
  }),
  'POST /api/tokens/{id}/_explain presented': () => explain('/api/tokens/self'),
  'POST /api/tokens/{id}/_explain not presented': async (scene) =>
    explain(toToken(await ownToken(scene))),
  'POST /api/tokens/{id}/_explain of somebody else': async (scene) =>
    explain(toToken(await otherToken(scene))),
  'POST /api/tokens/{id}/_explain, a child': async (scene) =>
    explain(toToken(await ownChild(scene))),
  'POST /api/tokens/{id}/_explain, a child of somebody else': async (scene) =>
    explain(toToken(await createChild(scene.app, await otherToken(scene)))),
  'GET /api/refusals/{requestId}': async (scene) => refusalOf(await ownToken(scene)),
  'GET /api/refusals/{requestId} of somebody else': async (scene) =>
    refusalOf(await otherToken(scene)),
  'POST /api/tokens/_explain': async (scene) => ({
    path: '/api/tokens/_explain',
    body: { value: (await ownToken(scene)).secret, path: '/api/chats' },
  }),
  'GET /api/tokens/{id}/usage presented': () => ({ path: '/api/tokens/self/usage' }),
  'GET /api/tokens/{id}/usage not presented': async (scene) => ({
    path: `${toToken(await ownToken(scene))}/usage`,
  }),
  'GET /api/tokens/{id}/usage of somebody else': async (scene) => ({
    path: `${toToken(await otherToken(scene))}/usage`,
  }),
  'GET /api/assistants/{id}/usage': ({ assistant }) => ({
    path: `${toAssistant(assistant)}/usage`,
  }),
  'GET /api/assistants/{id}/usage of somebody else': async (scene) => ({
    path: `${toAssistant(await otherAssistant(scene))}/usage`,
  }),
  'GET /api/assistants/{id}/usage shared by somebody else': async (scene) => ({
    path: `${toAssistant(await sharedAssistant(scene))}/usage`,
  }),
  'GET /api/users/{username}/usage': ({ user }) => ({ path: `${pathOf(user)}/usage` }),
  'GET /api/users/{username}/usage of somebody else': async (scene) => ({
    path: `${pathOf(await somebodyElse(scene))}/usage`,
  }),
  'GET /api/tokens/{id}/budget': async (scene) => budgeted(scene, toToken(await ownToken(scene))),
  'GET /api/tokens/{id}/budget of somebody else': async (scene) =>
    budgeted(scene, toToken(await otherToken(scene))),
  'PUT /api/tokens/{id}/budget': async (scene) => ({
    path: `${toToken(await ownToken(scene))}/budget`,
    body: BUDGET,
  }),
  'PUT /api/tokens/{id}/budget of somebody else': async (scene) => ({
    path: `${toToken(await otherToken(scene))}/budget`,
    body: BUDGET,
  }),
  'DELETE /api/tokens/{id}/budget': async (scene) => ({
    path: `${toToken(await ownToken(scene))}/budget`,
  }),
  'DELETE /api/tokens/{id}/budget of somebody else': async (scene) => ({
    path: `${toToken(await otherToken(scene))}/budget`,
  }),
  'GET /api/assistants/{id}/budget': async (scene) => budgeted(scene, toAssistant(scene.assistant)),
  'GET /api/assistants/{id}/budget of somebody else': async (scene) =>
    budgeted(scene, toAssistant(await otherAssistant(scene))),
  'PUT /api/assistants/{id}/budget': (scene) => ({
    path: `${toAssistant(scene.assistant)}/budget`,
    body: BUDGET,
  }),
  'PUT /api/assistants/{id}/budget of somebody else': async (scene) => ({
    path: `${toAssistant(await otherAssistant(scene))}/budget`,
    body: BUDGET,
  }),
  'PUT /api/assistants/{id}/budget shared by somebody else': async (scene) => ({
    path: `${toAssistant(await sharedAssistant(scene))}/budget`,
    body: BUDGET,
  }),
  'DELETE /api/assistants/{id}/budget': (scene) => ({
    path: `${toAssistant(scene.assistant)}/budget`,
  }),
  'DELETE /api/assistants/{id}/budget of somebody else': async (scene) => ({
    path: `${toAssistant(await otherAssistant(scene))}/budget`,
  }),
  'GET /api/users/{username}/budget': async (scene) =>
    budgeted(scene, pathOf(await somebodyElse(scene))),
  'PUT /api/users/{username}/budget': async (scene) => ({
    path: `${pathOf(await somebodyElse(scene))}/budget`,
    body: BUDGET,
  }),
  'DELETE /api/users/{username}/budget': async (scene) => ({
    path: `${pathOf(await somebodyElse(scene))}/budget`,
  }),
  'PATCH /api/tokens/{id} presented': () => ({
    path: '/api/tokens/self',
    body: { notes: 'Changed' },
  }),
  'PATCH /api/tokens/{id} not presented': async (scene) => ({
    path: toToken(await ownToken(scene)),
    body: { notes: 'Changed' },
  }),
  'PATCH /api/tokens/{id} of somebody else': async (scene) => ({
    path: toToken(await otherToken(scene)),
    body: { notes: 'Changed' },
  }),
  'PATCH /api/tokens/{id}, a personal one of somebody else': async (scene) => ({
    path: toToken(await otherPersonalToken(scene)),
    body: { notes: 'Changed' },
  }),
  'POST /api/tokens/{id}/_rotate presented': () => ({ path: '/api/tokens/self/_rotate' }),
  'POST /api/tokens/{id}/_rotate not presented': async (scene) => ({
    path: `${toToken(await ownToken(scene))}/_rotate`,
  }),
  'POST /api/tokens/{id}/_rotate, a personal one not presented': async ({ app, user }) => ({
    path: `${toToken(await createToken(app, { owner: user }))}/_rotate`,
  }),
  'POST /api/tokens/{id}/_rotate of somebody else': async (scene) => ({
    path: `${toToken(await otherToken(scene))}/_rotate`,
  }),
  'POST /api/tokens/{id}/_rotate, a personal one of somebody else': async (scene) => ({
    path: `${toToken(await otherPersonalToken(scene))}/_rotate`,
  }),
  'POST /api/tokens/_revoke': async (scene) => ({
    path: '/api/tokens/_revoke',
    body: { ids: [(await ownToken(scene)).id] },
  }),
  'POST /api/tokens/_pause': async (scene) => ({
    path: '/api/tokens/_pause',
    body: { ids: [(await ownToken(scene)).id] },
  }),
  'POST /api/tokens/_resume': async (scene) => ({
    path: '/api/tokens/_resume',
    body: { ids: [(await ownToken(scene)).id] },
  }),
  'GET /api/tokens/_summary': () => ({ path: '/api/tokens/_summary' }),
  'POST /api/tokens/{id}/_pause': async (scene) => ({
    path: `${toToken(await ownToken(scene))}/_pause`,
    body: { reason: 'Under investigation' },
  }),
  'POST /api/tokens/{id}/_pause presented': () => ({ path: '/api/tokens/self/_pause' }),
  'POST /api/tokens/{id}/_pause of somebody else': async (scene) => ({
    path: `${toToken(await otherToken(scene))}/_pause`,
  }),
  'POST /api/tokens/{id}/_pause, a personal one of somebody else': async (scene) => ({
    path: `${toToken(await otherPersonalToken(scene))}/_pause`,
  }),
  'POST /api/tokens/{id}/_resume': async (scene) => ({
    path: `${toToken(await ownToken(scene))}/_resume`,
  }),
  'POST /api/tokens/{id}/_resume of somebody else': async (scene) => ({
    path: `${toToken(await otherToken(scene))}/_resume`,
  }),
  'DELETE /api/tokens/{id} presented': () => ({ path: '/api/tokens/self' }),
  'DELETE /api/tokens/{id} not presented': async (scene) => ({
    path: toToken(await ownToken(scene)),
  }),
  'DELETE /api/tokens/{id} of somebody else': async (scene) => ({
    path: toToken(await otherToken(scene)),
  }),
  'POST /api/tokens/_derive': () => ({ path: '/api/tokens/_derive', body: { expiresIn: 60 } }),
  'GET /api/tokens/{id}/children presented': () => ({ path: '/api/tokens/self/children' }),
  'GET /api/tokens/{id}/children not presented': async (scene) => ({
    path: `${toToken(await ownToken(scene))}/children`,
  }),
  'GET /api/tokens/{id}/children of somebody else': async (scene) => ({
    path: `${toToken(await otherToken(scene))}/children`,
  }),
  'DELETE /api/tokens/{id}/children presented': () => ({ path: '/api/tokens/self/children' }),
  'DELETE /api/tokens/{id}/children not presented': async (scene) => ({
    path: `${toToken(await ownToken(scene))}/children`,
  }),
  'DELETE /api/tokens/{id}/children of somebody else': async (scene) => ({
    path: `${toToken(await otherToken(scene))}/children`,
  }),
  'GET /api/tokens/{id}, a child': async (scene) => ({ path: toToken(await ownChild(scene)) }),
  'GET /api/tokens/{id}, a child of somebody else': async (scene) => ({
    path: toToken(await createChild(scene.app, await otherToken(scene))),
  }),
  'DELETE /api/tokens/{id}, a child': async (scene) => ({ path: toToken(await ownChild(scene)) }),
  'DELETE /api/tokens/{id}, a child of somebody else': async (scene) => ({
    path: toToken(await createChild(scene.app, await otherToken(scene))),
  }),
  'GET /api/chats': () => ({ path: '/api/chats' }),
  'POST /api/chats': ({ assistant }) => startWith(assistant),
  'POST /api/chats for an assistant of somebody else': async (scene) =>
    startWith(await otherAssistant(scene)),
  'POST /api/chats for an assistant shared by somebody else': async (scene) =>
    startWith(await sharedAssistant(scene)),
  'GET /api/chats/{id}': async (scene) => ({ path: (await ownChat(scene)).path }),
  'GET /api/chats/{id} of the same user': async (scene) => ({
    path: (await chatOfUser(scene)).path,
  }),
  'GET /api/chats/{id} of somebody else': async (scene) => ({
    path: (await otherChat(scene)).path,
  }),
  'GET /api/chats/{id}/messages': async (scene) => ({
    path: `${(await ownChat(scene)).path}/messages`,
  }),
  'GET /api/chats/{id}/messages of the same user': async (scene) => ({
    path: `${(await chatOfUser(scene)).path}/messages`,
  }),
  'GET /api/chats/{id}/messages of somebody else': async (scene) => ({
    path: `${(await otherChat(scene)).path}/messages`,
  }),
  'GET /api/chats/{id}/messages/{messageId}': async (scene) => ({
    path: (await ownChat(scene)).answer,
  }),
  'GET /api/chats/{id}/messages/{messageId} of the same user': async (scene) => ({
    path: (await chatOfUser(scene)).answer,
  }),
  'GET /api/chats/{id}/messages/{messageId} of somebody else': async (scene) => ({
    path: (await otherChat(scene)).answer,
  }),
  'PATCH /api/chats/{id}': async (scene) => ({
    path: (await ownChat(scene)).path,
    body: { name: 'Renamed' },
  }),
  'PATCH /api/chats/{id} of the same user': async (scene) => ({
    path: (await chatOfUser(scene)).path,
    body: { name: 'Renamed' },
  }),
  'PATCH /api/chats/{id} of somebody else': async (scene) => ({
    path: (await otherChat(scene)).path,
    body: { name: 'Renamed' },
  }),
  'POST /api/chats/{id}/messages': async (scene) => ({
    path: `${(await ownChat(scene)).path}/messages`,
    body: HELLO,
  }),
  'POST /api/chats/{id}/messages of the same user': async (scene) => ({
    path: `${(await chatOfUser(scene)).path}/messages`,
    body: HELLO,
  }),
  'POST /api/chats/{id}/messages of somebody else': async (scene) => ({
    path: `${(await otherChat(scene)).path}/messages`,
    body: HELLO,
  }),
  'POST /api/chats/{id}/messages, of a tool': async (scene) => ({
    path: `${(await ownChat(scene)).path}/messages`,
    body: { role: 'tool', content: '42' },
  }),
  'POST /api/chats/{id}/messages, of a tool of the same user': async (scene) => ({
    path: `${(await chatOfUser(scene)).path}/messages`,
    body: { role: 'tool', content: '42' },
  }),
  'POST /api/chats/{id}/messages, of a tool of somebody else': async (scene) => ({
    path: `${(await otherChat(scene)).path}/messages`,
    body: { role: 'tool', content: '42' },
  }),
  'POST /api/chats/{id}/messages/{messageId}/_retry': async (scene) => ({
    path: `${(await ownChat(scene)).answer}/_retry`,
  }),
  'POST /api/chats/{id}/messages/{messageId}/_retry of the same user': async (scene) => ({
    path: `${(await chatOfUser(scene)).answer}/_retry`,
  }),
  'POST /api/chats/{id}/messages/{messageId}/_retry of somebody else': async (scene) => ({
    path: `${(await otherChat(scene)).answer}/_retry`,
  }),
  'DELETE /api/chats/{id}': async (scene) => ({ path: (await ownChat(scene)).path }),
  'DELETE /api/chats/{id} of the same user': async (scene) => ({
    path: (await chatOfUser(scene)).path,
  }),
  'DELETE /api/chats/{id} of somebody else': async (scene) => ({
    path: (await otherChat(scene)).path,
  }),
  'POST /api/tokens/_introspect': async (scene) => ({
    path: '/api/tokens/_introspect',
    body: { token: (await ownToken(scene)).secret },
  }),
  'POST /api/tokens/_introspect-batch': async (scene) => ({
    path: '/api/tokens/_introspect-batch',
    body: { tokens: [(await ownToken(scene)).secret] },
  }),
  'POST /api/tokens/_find': async (scene) => ({
    path: '/api/tokens/_find',
    body: { value: (await ownToken(scene)).secret },
  }),
  'GET /api/policies/instance': () => ({ path: '/api/policies/instance' }),
  'PUT /api/policies/instance': () => ({
    path: '/api/policies/instance',
    body: { expiryRequired: false },
  }),
  'GET /api/policies/teams/{id} as its admin': async (scene) => ({
    path: policyOf(await teamOf(scene, 'admin')),
  }),
  'GET /api/policies/teams/{id} as its editor': async (scene) => ({
    path: policyOf(await teamOf(scene, 'editor')),
  }),
  'GET /api/policies/teams/{id} of others': async (scene) => ({
    path: policyOf(await teamOfOthers(scene)),
  }),
  'PUT /api/policies/teams/{id} as its admin': async (scene) => ({
    path: policyOf(await teamOf(scene, 'admin')),
    body: { expiryRequired: false },
  }),
  'PUT /api/policies/teams/{id} as its editor': async (scene) => ({
    path: policyOf(await teamOf(scene, 'editor')),
    body: { expiryRequired: false },
  }),
  'PUT /api/policies/teams/{id} of others': async (scene) => ({
    path: policyOf(await teamOfOthers(scene)),
    body: { expiryRequired: false },
  }),
  'DELETE /api/policies/teams/{id} as its admin': async (scene) => ({
    path: policyOf(await teamOf(scene, 'admin')),
  }),
  'DELETE /api/policies/teams/{id} as its editor': async (scene) => ({
    path: policyOf(await teamOf(scene, 'editor')),
  }),
  'DELETE /api/policies/teams/{id} of others': async (scene) => ({
    path: policyOf(await teamOfOthers(scene)),
  }),
  'POST /api/policies/_preview': () => ({
    path: '/api/policies/_preview',
    body: { expiryRequired: true },
  }),
  'POST /api/policies/_preview for a team that one administers': async (scene) => ({
    path: '/api/policies/_preview',
    body: { expiryRequired: true, teamId: idIn(await teamOf(scene, 'admin')) },
  }),
  'POST /api/policies/_preview for a team that one edits': async (scene) => ({
    path: '/api/policies/_preview',
    body: { expiryRequired: true, teamId: idIn(await teamOf(scene, 'editor')) },
  }),
  'POST /api/policies/_preview for a team of others': async (scene) => ({
    path: '/api/policies/_preview',
    body: { expiryRequired: true, teamId: idIn(await teamOfOthers(scene)) },
  }),
  // No token: the service would handle its leak during a later row.
  'POST /api/leaks': () => ({ path: '/api/leaks', body: { tokens: ['none'], source: 'a test' } }),
};

async function eventOf({ app }: Scene, token: TestToken): Promise<string> {
  const { id } = await createAuditEvent(app, { subjectId: token.id });
  return `/api/audit-events/${id}`;
}

function somebodyElse({ app }: Scene): Promise<TestUser> {
  return createUser(app);
}

/** @param team the path of a team */
function idIn(team: string): string {
  return team.replace('/api/teams/', '');
}

/** @param team the path of a team */
function policyOf(team: string): string {
  return team.replace('/api/teams', '/api/policies/teams');
}

async function teamOf(
  { app, user }: Scene,
  role: 'admin' | 'editor',
  ...viewers: TestUser[]
): Promise<string> {
  const team = await createTeam(app, [
    [user, role],
    ...viewers.map((viewer): [TestUser, 'viewer'] => [viewer, 'viewer']),
  ]);
  return `/api/teams/${team}`;
}

function newAccountIn(teamId: string): Request {
  return { path: '/api/service-accounts', body: { id: newName(), teamId } };
}

async function accountOf(...[scene, role]: Parameters<typeof teamAccount>): Promise<Request> {
  const { account } = await teamAccount(scene, role);
  return { path: account.path };
}

interface TeamAccount {
  team: string;
  account: TestServiceAccount;
}

/** @param role of the user in the team of the account; `null` if the user is no member */
async function teamAccount(
  { app, user }: Scene,
  role: 'admin' | 'editor' | null,
): Promise<TeamAccount> {
  const team = await createTeam(app, role === null ? [] : [[user, role]]);
  return { team, account: await createServiceAccount(app, team) };
}

/** A token for an assistant of the team. */
async function issueForAccount({ app }: Scene, { team, account }: TeamAccount): Promise<Request> {
  const assistant = await createAssistant(app, { ownerId: team });
  const { path, body } = issueFor(assistant);
  return { path, body: { ...(body as object), ownerId: account.username } };
}

async function teamOfOthers({ app }: Scene): Promise<string> {
  return `/api/teams/${await createTeam(app)}`;
}

async function otherAssistant(scene: Scene): Promise<TestAssistant> {
  const { username } = await somebodyElse(scene);
  return createAssistant(scene.app, { ownerId: username });
}

async function sharedAssistant(scene: Scene): Promise<TestAssistant> {
  const { username } = await somebodyElse(scene);
  return createAssistant(scene.app, { ownerId: username, shared: true });
}

function ownToken({ app, user, assistant }: Scene): Promise<TestToken> {
  return createToken(app, { owner: user, assistant });
}

const PARENTS = new Set<CallerKind>(['assistant', 'otherAssistant']);

/** A child of the caller if it may have children, otherwise of another token of the user. */
async function ownChild(scene: Scene): Promise<TestToken> {
  return PARENTS.has(scene.caller)
    ? deriveChild(scene.app, scene)
    : createChild(scene.app, await ownToken(scene));
}

async function otherToken(scene: Scene): Promise<TestToken> {
  const owner = await somebodyElse(scene);
  const assistant = await createAssistant(scene.app, { ownerId: owner.username });
  return createToken(scene.app, { owner, assistant });
}

async function otherPersonalToken(scene: Scene): Promise<TestToken> {
  return createToken(scene.app, { owner: await somebodyElse(scene) });
}

const HELLO = { role: 'user', content: 'Hello' };

function startWith({ naturalId }: TestAssistant): Request {
  return { path: '/api/chats', body: { assistantId: naturalId, message: HELLO } };
}

/** A chat that the token of the caller started. For other callers, a chat of their user. */
async function ownChat({ app, user, assistant, api, caller, chat }: Scene): Promise<TestChat> {
  if (caller === 'callback') return chat;
  const { body } = await api.get('/api/auth/session');
  if (caller === 'child') {
    return createChat(app, { owner: user, assistant, child: { id: body.tokenId } });
  }
  const isLimited = body.type === 'assistant';
  return createChat(app, {
    owner: user,
    assistant: isLimited ? (await api.get(`/api/assistants/${body.assistantId}`)).body : assistant,
    token: isLimited ? { id: body.tokenId } : null,
  });
}

/** A chat that another token of the user started. */
async function chatOfUser(scene: Scene): Promise<TestChat> {
  const { app, user, assistant } = scene;
  return createChat(app, { owner: user, assistant, token: await ownToken(scene) });
}

async function otherChat(scene: Scene): Promise<TestChat> {
  const owner = await somebodyElse(scene);
  const { app, assistant } = scene;
  return createChat(app, { owner, assistant, token: null });
}

function issueFor({ naturalId }: TestAssistant): Request {
  return { path: '/api/tokens', body: { type: 'assistant', assistantId: naturalId } };
}

function transferTo(toOwner: string, { id }: TestToken): Request {
  return { path: '/api/tokens/_transfer', body: { ids: [id], toOwner } };
}

const NEW_WEBHOOK = { url: 'https://hooks.example.com/', events: ['token.created'] };

function webhooksOf(assistant: TestAssistant): string {
  return `${toAssistant(assistant)}/webhooks`;
}

function ownWebhook({ app, assistant }: Scene): Promise<TestWebhook> {
  return createWebhook(app, { assistant });
}

async function otherWebhook(scene: Scene): Promise<TestWebhook> {
  return createWebhook(scene.app, { assistant: await otherAssistant(scene) });
}

function toWebhook({ id }: TestWebhook): string {
  return `/api/webhooks/${id}`;
}

function toDelivery(webhook: TestWebhook): string {
  return `${toWebhook(webhook)}/deliveries/${webhook.deliveryId}`;
}

function pathOf({ username }: TestUser): string {
  return `/api/users/${username}`;
}

function toAssistant({ naturalId }: TestAssistant): string {
  return `/api/assistants/${naturalId}`;
}

function verifyFor({ naturalId }: TestAssistant): string {
  return `/api/auth/verify?assistantId=${naturalId}`;
}

/** The refusal of a request with this token. */
async function refusalOf({ api }: TestToken): Promise<Request> {
  const { body } = await api.get('/api/users');
  return { path: `/api/refusals/${body.requestId}` };
}

function explain(token: string): Request {
  return { path: `${token}/_explain`, body: { path: '/api/chats' } };
}

function toToken({ id }: TestToken): string {
  return `/api/tokens/${id}`;
}

const BUDGET = { modelTokens: 1_000, period: 'month' };

/** With a budget to read. */
async function budgeted({ app }: Scene, path: string): Promise<Request> {
  const admin = await createAdmin(app);
  await admin.api.put(`${path}/budget`, BUDGET);
  return { path: `${path}/budget` };
}
