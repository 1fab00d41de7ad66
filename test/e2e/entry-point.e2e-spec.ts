import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ENTRY_LINKS } from '../../src/api/discovery/entry-links.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { createChat } from '../factories/chats.factory.js';
import { issueCallback } from '../factories/children.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import { setScene } from '../support/access-scene.js';
import { ACCESS_TABLE, CALLERS, routeOf } from '../support/access-table.js';
import type { AccessRow, CallerKind } from '../support/access-table.js';
import type { Api } from '../support/api.js';
import { operationsOf } from '../support/document-walk.js';
import { expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

/** A resource links to the operations on its own URL, and an assistant and a user to their usage. */
const LINKED_ELSEWHERE = [
  /^update/,
  /^delete/,
  /^rotateWebhookSecret$/,
  /^getLiveness$/,
  /^getEntryPoint$/,
  /^get(Assistant|User)Usage$/,
  /^(get|save)\w+Budget$/,
];
const STRANGERS: readonly CallerKind[] = ['garbage', 'expired', 'revoked'];
/** No row of the table contains the resources of `otherAssistant`. */
const KNOWN = CALLERS.filter((caller) => ![...STRANGERS, 'otherAssistant'].includes(caller));

describe('the entry point', () => {
  let app: TestApp;
  let document: OpenAPIObject;

  beforeAll(async () => {
    app = await TestApp.start();
    await createAdmin(app);
    document = (await app.api.get('/api/openapi.json')).body;
  });

  afterAll(() => app.close());

  async function linksOf(api: Api): Promise<Record<string, { href: string; templated?: true }>> {
    const { status, body } = await api.get('/api');
    expect(status).toBe(200);
    return body._links;
  }

  it.each(STRANGERS)('refuses a credential that is no good: %s', async (caller) => {
    const { api } = await setScene(app, caller);
    await expectRefused(app, () => api.get('/api'), 401, 'invalid_token');
  });

  it('refuses a token at an address where it must not be used', async () => {
    const owner = await createUser(app);
    const token = await createToken(app, {
      owner,
      columns: { restrict: 'cidr', cidr: '203.0.113.0/24' },
    });
    await expectRefused(app, () => token.api.get('/api'), 403, 'address_not_allowed');
  });

  it('shows an anonymous caller how to log in, and where the API is documented', async () => {
    const answer = await app.api.get('/api');
    expect(answer.headers.get('Content-Type')).toBe('application/hal+json; charset=utf-8');
    expect(answer.body).toEqual({
      _links: {
        self: { href: '/api' },
        'service-desc': { href: '/api/openapi.json', type: 'application/json' },
        'service-doc': { href: '/api/docs', type: 'text/html' },
        status: { href: '/health/ready' },
        'inf:log-in': { href: '/api/auth/login' },
        'inf:report-leaks': { href: '/api/leaks' },
        'inf:authorization-server': { href: '/.well-known/oauth-authorization-server' },
        'inf:audit-keys': { href: '/.well-known/audit-keys.json' },
        'inf:signing-keys': { href: '/.well-known/jwks.json' },
        'inf:exchange-token': { href: '/api/oauth/token' },
        'inf:revoke-presented-token': { href: '/api/oauth/revoke' },
        'inf:relations': { href: '/api/rels' },
        'inf:relation': { href: '/api/rels/{rel}', templated: true },
        curies: [{ name: 'inf', href: '/api/rels/{rel}', templated: true }],
      },
    });
  });

  it('links every operation, except those that use the URL of a resource', () => {
    const linked = ENTRY_LINKS.map(({ operation }) => operation);
    const others = operationsOf(document)
      .map(({ operation }) => operation.operationId ?? '')
      .filter((id) => !linked.includes(id));
    expect(new Set(linked).size).toBe(linked.length);
    expect(others.filter((id) => !LINKED_ELSEWHERE.some((known) => known.test(id)))).toEqual([]);
  });

  it.each(KNOWN)('links exactly the operations that the caller may perform: %s', async (caller) => {
    const { api } = await setScene(app, caller);
    const links = await linksOf(api);
    for (const { relation, operation } of ENTRY_LINKS) {
      expect({ relation, linked: relation in links }).toEqual({
        relation,
        linked: !isRefused(routeOfOperation(operation), caller),
      });
    }
  });

  it.each(KNOWN)('leads where its links say: %s', async (caller) => {
    const { api } = await setScene(app, caller);
    const links = await linksOf(api);
    for (const { relation, operation: id } of ENTRY_LINKS) {
      const link = links[relation];
      if (link === undefined) continue;
      const { method, path, operation } = described(id);
      const [address = '', query = ''] = link.href.split('{?');
      const pattern = new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
      expect(address).toMatch(pattern);
      expect(query.replace('}', '').split(',').filter(Boolean).sort()).toEqual(
        queryNames(operation.parameters).sort(),
      );
      expect(link.templated ?? false).toBe(link.href.includes('{'));
      if (method === 'GET' && !address.includes('{')) {
        expect({ address, status: (await api.get(address)).status }).toEqual({
          address,
          status: 200,
        });
      }
    }
  });

  it('links an assistant token to its own resources', async () => {
    const owner = await createUser(app);
    const assistant = await createAssistant(app, { ownerId: owner.username });
    const token = await createToken(app, { owner, assistant });
    expect(await linksOf(token.api)).toMatchObject({
      'inf:assistant': { href: `/api/assistants/${assistant.naturalId}` },
      'inf:assistant-tokens': {
        href: `/api/assistants/${assistant.naturalId}/tokens{?start,limit,cursor,status,embed}`,
        templated: true,
      },
      'inf:token': { href: '/api/tokens/self{?embed}', templated: true },
      'inf:rotate': { href: '/api/tokens/self/_rotate' },
      'inf:derive': { href: '/api/tokens/_derive' },
      'inf:chat': { href: '/api/chats/{id}', templated: true },
    });
  });

  it('links a read-only token to its own revocation as the only change', async () => {
    const owner = await createUser(app);
    const token = await createToken(app, { owner, columns: { readOnly: true } });
    const links = await linksOf(token.api);
    expect(links['inf:revoke']).toEqual({ href: '/api/tokens/self' });
    expect(links['inf:token']).toEqual({ href: '/api/tokens/{id}{?embed}', templated: true });
    expect(links).not.toHaveProperty('inf:rotate');
    expect(links).not.toHaveProperty('inf:create-assistant');
  });

  it('links a callback token to its chat', async () => {
    const owner = await createUser(app);
    const assistant = await createAssistant(app, { ownerId: owner.username });
    const chat = await createChat(app, { owner, assistant });
    const links = await linksOf((await issueCallback(app, chat.id)).api);
    expect(links).toMatchObject({
      'inf:chat': { href: chat.path },
      'inf:message': { href: `${chat.path}/messages/{messageId}`, templated: true },
      'inf:create-message': { href: `${chat.path}/messages` },
    });
    expect(links).not.toHaveProperty('inf:session');
  });

  it('follows the loss of a permission, a seat and an assistant immediately', async () => {
    const owner = await createUser(app);
    const before = await linksOf(owner.api);
    expect(before).toHaveProperty('inf:create-token');
    await app.dataSource.query('UPDATE users SET permissions = $2 WHERE username = $1', [
      owner.username,
      ['assistants:create'],
    ]);
    await app.caughtUp();
    expect(await linksOf(owner.api)).not.toHaveProperty('inf:create-token');
  });

  it('is available as plain JSON too', async () => {
    const answer = await app.api.get('/api', { headers: { Accept: 'application/json' } });
    expect(answer.headers.get('Content-Type')).toBe('application/json; charset=utf-8');
    expect(answer.body).toEqual((await app.api.get('/api')).body);
  });

  function described(id: string) {
    const found = operationsOf(document).find(({ operation }) => operation.operationId === id);
    if (found === undefined) throw new Error(`The document has no operation ${id}.`);
    return found;
  }

  function routeOfOperation(id: string): string {
    return described(id).route;
  }
});

function queryNames(parameters: unknown[] = []): string[] {
  return (parameters as { in: string; name: string }[])
    .filter((parameter) => parameter.in === 'query')
    .map(({ name }) => name);
}

/** Refused for the credential, the scope, the seat or the rights. */
function isRefused(route: string, caller: CallerKind): boolean {
  const rows = (Object.keys(ACCESS_TABLE) as AccessRow[]).filter((row) => routeOf(row) === route);
  expect(rows).not.toEqual([]);
  return rows.every((row) => /^40[13]/.test(String(ACCESS_TABLE[row][caller])));
}
