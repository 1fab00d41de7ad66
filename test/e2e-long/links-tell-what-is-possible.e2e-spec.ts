import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ChatMessage } from '../../src/chats/messages/chat-message.entity.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { createChat } from '../factories/chats.factory.js';
import { createChild, deriveChild } from '../factories/children.factory.js';
import { createServiceAccount } from '../factories/service-accounts.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import { createWebhook } from '../factories/webhooks.factory.js';
import { setScene } from '../support/access-scene.js';
import type { Scene } from '../support/access-scene.js';
import { CALLERS } from '../support/access-table.js';
import type { CallerKind } from '../support/access-table.js';
import { resolveReference } from '../support/document-walk.js';
import { ASKED_RELATIONS, requestFor } from '../support/link-requests.js';
import type { ReadResource } from '../support/link-requests.js';
import { TestApp } from '../support/test-app.js';

const STRANGERS: readonly CallerKind[] = ['nobody', 'garbage', 'expired', 'revoked'];
const KNOWN = CALLERS.filter((caller) => ![...STRANGERS, 'otherAssistant'].includes(caller));
const REFUSED = [401, 403, 404, 409];
/** These links lead to the resource itself or to another page. */
const NOT_ASKED = ['self', 'curies'];
/** To repeat these actions on an ended resource changes nothing and gets the same response. */
const IDEMPOTENT = ['inf:revoke', 'inf:revoke-children'];
/** The same for a live token, by its status. */
const REPEATED: Partial<Record<string, string>> = {
  active: 'inf:resume',
  suspended: 'inf:resume',
  paused: 'inf:pause',
};
/** The same for the budget of something that has none. */
const hasNoBudget = ({ modelTokens }: { modelTokens?: unknown }) => modelTokens === null;
/** A personal token has none, and the response says so. */
const OF_CHILDREN = ['inf:children', 'inf:revoke-children'];

/** A resource of the caller, and its schema in the document. */
interface Resource {
  schema: string;
  arrange: (scene: Scene) => string | Promise<string>;
  /** Further values for the requests. */
  extra?: (scene: Scene) => Promise<object>;
}

const RESOURCES: Record<string, Resource> = {
  'the session': { schema: 'Session', arrange: () => '/api/auth/session' },
  'the user': { schema: 'User', arrange: ({ user }) => `/api/users/${user.username}` },
  'a team': {
    schema: 'Team',
    arrange: async ({ app, user }) => `/api/teams/${await createTeam(app, [[user, 'admin']])}`,
    extra: async ({ app }) => ({ newMember: (await createUser(app)).username }),
  },
  'a service account': {
    schema: 'ServiceAccount',
    arrange: async ({ app, user }) =>
      (await createServiceAccount(app, await createTeam(app, [[user, 'admin']]))).path,
  },
  'a member of a team': {
    schema: 'TeamMember',
    arrange: async ({ app, user }) => {
      const viewer = await createUser(app);
      const team = await createTeam(app, [
        [user, 'admin'],
        [viewer, 'viewer'],
      ]);
      return `/api/teams/${team}/members/${viewer.username}`;
    },
  },
  'an assistant': {
    schema: 'Assistant',
    arrange: ({ assistant }) => `/api/assistants/${assistant.naturalId}`,
  },
  'an assistant shared by somebody else': {
    schema: 'Assistant',
    arrange: async ({ app }) => {
      const ownerId = (await createUser(app)).username;
      return `/api/assistants/${(await createAssistant(app, { ownerId, shared: true })).id}`;
    },
  },
  'an assistant of a team that one may only look at': {
    schema: 'Assistant',
    arrange: async ({ app, user }) => {
      const ownerId = await createTeam(app, [[user, 'viewer']]);
      return `/api/assistants/${(await createAssistant(app, { ownerId })).id}`;
    },
  },
  'the token presented': { schema: 'Token', arrange: () => '/api/tokens/self' },
  'a token': {
    schema: 'Token',
    arrange: async ({ app, user: owner, assistant }) =>
      `/api/tokens/${(await createToken(app, { owner, assistant })).id}`,
  },
  'a personal token': {
    schema: 'Token',
    arrange: async ({ app, user: owner }) =>
      `/api/tokens/${(await createToken(app, { owner })).id}`,
  },
  'a personal token of somebody else': {
    schema: 'Token',
    arrange: async ({ app }) =>
      `/api/tokens/${(await createToken(app, { owner: await createUser(app) })).id}`,
  },
  'a token for an assistant out of sight': {
    schema: 'Token',
    arrange: async ({ app, user: owner }) => {
      const { username: ownerId } = await createUser(app);
      const assistant = await createAssistant(app, { ownerId });
      return `/api/tokens/${(await createToken(app, { owner, assistant })).id}`;
    },
  },
  'a paused token': {
    schema: 'Token',
    arrange: async ({ app, user: owner, assistant }) => {
      const columns = { pausedAt: app.clock.now() };
      return `/api/tokens/${(await createToken(app, { owner, assistant, columns })).id}`;
    },
  },
  'an expired token': {
    schema: 'Token',
    arrange: async ({ app, user: owner, assistant }) => {
      const columns = { expiresAt: app.clock.now() };
      return `/api/tokens/${(await createToken(app, { owner, assistant, columns })).id}`;
    },
  },
  'a revoked token': {
    schema: 'Token',
    arrange: async ({ app, user: owner, assistant }) => {
      const columns = { revokedAt: app.clock.now() };
      return `/api/tokens/${(await createToken(app, { owner, assistant, columns })).id}`;
    },
  },
  'a child token': {
    schema: 'ChildToken',
    arrange: async (scene) => {
      const { app, user: owner, assistant, caller } = scene;
      const child =
        caller === 'assistant'
          ? await deriveChild(app, scene)
          : await createChild(app, await createToken(app, { owner, assistant }));
      return `/api/tokens/${child.id}`;
    },
  },
  'a child token that has ended': {
    schema: 'ChildToken',
    arrange: async ({ app, user: owner, assistant }) => {
      const parent = await createToken(app, { owner, assistant });
      return `/api/tokens/${(await createChild(app, parent, { revokedAt: app.clock.now() })).id}`;
    },
  },
  'the child token presented': { schema: 'ChildToken', arrange: () => '/api/tokens/self' },
  'a budget': {
    schema: 'Budget',
    arrange: async ({ app, assistant }) => {
      const path = `/api/assistants/${assistant.naturalId}/budget`;
      const { api } = await createAdmin(app);
      await api.put(path, { modelTokens: 1_000, period: 'month' });
      return path;
    },
  },
  'the budget of a token without one': {
    schema: 'Budget',
    arrange: async ({ app, user: owner }) =>
      `/api/tokens/${(await createToken(app, { owner })).id}/budget`,
  },
  'a webhook': {
    schema: 'Webhook',
    arrange: async ({ app, assistant }) =>
      `/api/webhooks/${(await createWebhook(app, { assistant })).id}`,
  },
  'a disabled webhook': {
    schema: 'Webhook',
    arrange: async ({ app, assistant }) =>
      `/api/webhooks/${(await createWebhook(app, { assistant, columns: { enabled: false } })).id}`,
  },
  'a delivery': {
    schema: 'WebhookDelivery',
    arrange: async ({ app, assistant }) => {
      const { id, deliveryId } = await createWebhook(app, { assistant });
      return `/api/webhooks/${id}/deliveries/${deliveryId}`;
    },
  },
  'a delivery of a disabled webhook': {
    schema: 'WebhookDelivery',
    arrange: async ({ app, assistant }) => {
      const columns = { enabled: false };
      const { id, deliveryId } = await createWebhook(app, { assistant, columns });
      return `/api/webhooks/${id}/deliveries/${deliveryId}`;
    },
  },
  'a chat': { schema: 'Chat', arrange: async (scene) => (await chatOf(scene)).path },
  'a chat with an assistant out of sight': {
    schema: 'Chat',
    arrange: async ({ app, user: owner }) => {
      const { username: ownerId } = await createUser(app);
      const assistant = await createAssistant(app, { ownerId });
      return (await createChat(app, { owner, assistant })).path;
    },
  },
  'a failed answer': { schema: 'Message', arrange: async (scene) => (await chatOf(scene)).answer },
  'a complete answer': {
    schema: 'Message',
    arrange: async (scene) => {
      const { answerId: id, answer } = await chatOf(scene);
      const changes = { status: 'complete', errorCode: null } as const;
      await scene.app.dataSource.manager.update(ChatMessage, { id }, changes);
      return answer;
    },
  },
};

/** A chat that the caller can see. */
async function chatOf(scene: Scene) {
  const { app, user: owner, assistant, caller, api, chat } = scene;
  if (!['assistant', 'readOnlyAssistant', 'child'].includes(caller)) return chat;
  const { tokenId: id } = (await api.get('/api/auth/session')).body;
  return createChat(app, {
    owner,
    assistant,
    ...(caller === 'child' ? { child: { id } } : { token: { id } }),
  });
}

describe('the links of a resource', () => {
  let app: TestApp;
  let document: OpenAPIObject;

  beforeAll(async () => {
    app = await TestApp.start();
    await createAdmin(app);
    document = (await app.api.get('/api/openapi.json')).body;
  });

  afterAll(() => app.close());

  it('are all tried', () => {
    const tried = new Set(Object.values(RESOURCES).flatMap(({ schema }) => relationsOf(schema)));
    expect([...tried].sort()).toEqual([...ASKED_RELATIONS].sort());
  });

  describe.each(Object.keys(RESOURCES))('that is %s', (name) => {
    it.each(KNOWN)('say what may be asked of it, and nothing else: %s', async (caller) => {
      const { schema, arrange, extra } = RESOURCES[name] as Resource;
      const scene = await setScene(app, caller);
      const path = await arrange(scene);
      const { status, body } = await scene.api.get(path);
      if (status !== 200 || !isOf(schema, body)) return;
      const { _links: links } = body;
      const resource = { path, body: { ...body, ...(await extra?.(scene)) } };
      const relations = ASKED_RELATIONS.filter((known) => relationsOf(schema).includes(known));
      const outcomes = [];
      for (const relation of relations.filter((one) => !(one in links))) {
        outcomes.push({ relation, refused: await isRefused(scene, relation, resource) });
      }
      expect(outcomes).toEqual(outcomes.map(({ relation }) => ({ relation, refused: true })));
      outcomes.length = 0;
      for (const relation of relations.filter((one) => one in links)) {
        const { path: asked } = requestFor(relation, resource);
        const href = links[relation].href.replace('{username}', resource.body.newMember);
        outcomes.push({ relation, href, refused: await isRefused(scene, relation, resource) });
        if (!relation.startsWith('inf:assistant')) expect(href).toBe(asked);
      }
      expect(outcomes).toEqual(outcomes.map((outcome) => ({ ...outcome, refused: false })));
    });
  });

  async function isRefused({ api }: Scene, relation: string, resource: ReadResource) {
    const { method, path, body } = requestFor(relation, resource);
    if (isPointless(relation, resource)) return true;
    const answer = await api.call(method, path, { ...(body !== undefined && { body }) });
    return REFUSED.includes(answer.status);
  }

  function relationsOf(schema: string): string[] {
    const { properties } = resolveReference(document, `#/components/schemas/${schema}`) as {
      properties: { _links: { $ref?: string; properties?: object } };
    };
    const { $ref } = properties._links;
    const links = $ref === undefined ? properties._links : resolveReference(document, $ref);
    return Object.keys((links as { properties: object }).properties).filter(
      (relation) => !NOT_ASKED.includes(relation),
    );
  }
});

/** Allowed but useless, and therefore not linked. */
function isPointless(relation: string, { path, body }: ReadResource): boolean {
  if (relation in body._links) return false;
  const isOver = ['revoked', 'expired'].includes(body.status);
  return (
    (relation === 'inf:transfer' && (isOver || body.type === 'personal')) ||
    (isOver && IDEMPOTENT.includes(relation)) ||
    (hasNoBudget(body) && relation === 'inf:delete') ||
    REPEATED[body.status as string] === relation ||
    (path === '/api/tokens/self' && relation === 'inf:pause') ||
    (body.type === 'personal' && OF_CHILDREN.includes(relation))
  );
}

/** `self` may be a token or a child token, so the schema must match the type. */
function isOf(schema: string, body: { type?: string }): boolean {
  return !schema.endsWith('Token') || (schema === 'ChildToken') === (body.type === 'child');
}
