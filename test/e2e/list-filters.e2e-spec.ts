import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createChat } from '../factories/chats.factory.js';
import { createServiceAccount } from '../factories/service-accounts.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { createWebhook } from '../factories/webhooks.factory.js';
import { newId } from '../../src/platform/ids/id.js';
import { TestApp } from '../support/test-app.js';

const DAY_MS = 86_400_000;

describe('the filters and sorts of lists', () => {
  let app: TestApp;
  let admin: TestUser;
  let ada: TestUser;
  let bob: TestUser;
  let teamId: string;
  let assistant: TestAssistant;
  let start: number;

  beforeAll(async () => {
    app = await TestApp.start();
    start = app.clock.now().getTime();
    admin = await createAdmin(app, { username: 'zoe' });
    ada = await createUser(app, { username: 'ada' });
    bob = await createUser(app, { username: 'bob', seat: false });
    const set = (id: string, columns: string) =>
      app.dataSource.query(`UPDATE users SET ${columns} WHERE id = $1`, [id]);
    await set(admin.id, `display_name = 'Zoe Admin', created_at = '2026-01-03Z'`);
    await set(ada.id, `display_name = 'Ada Lovelace', created_at = '2026-01-02Z'`);
    await set(bob.id, `display_name = '100% Bob_', created_at = '2026-01-01Z', disabled = true`);
    teamId = await createTeam(app, [[ada, 'admin']], 'sales');
    assistant = await createAssistant(app, { ownerId: teamId, columns: { name: 'Zeta CRM' } });
  });

  afterAll(() => app.close());

  const time = (days: number) => new Date(start + days * DAY_MS).toISOString();

  async function list(
    path: string,
    query: string,
    nameOf: (item: Record<string, unknown>) => unknown,
    { api } = admin,
  ): Promise<unknown[]> {
    const { status, body, text } = await api.get(`${path}?${query}`);
    expect([status, text]).toEqual([200, expect.anything()]);
    const items = Object.values(body._embedded as Record<string, Record<string, unknown>[]>).flat();
    expect(body.total).toBe(items.length);
    return items.map(nameOf);
  }

  async function walk(
    path: string,
    query: string,
    nameOf: (item: Record<string, unknown>) => unknown,
    { api } = admin,
  ): Promise<unknown[]> {
    const seen: unknown[] = [];
    let href = `${path}?${query}&limit=1`;
    while (href !== '') {
      const { status, body } = await api.get(href);
      expect(status).toBe(200);
      seen.push(
        ...Object.values(body._embedded as Record<string, Record<string, unknown>[]>)
          .flat()
          .map(nameOf),
      );
      href = (body._links.next?.href ?? '') as string;
    }
    return seen;
  }

  describe('of users', () => {
    const users = (query: string) => list('/api/users', query, ({ username }) => username);

    it('are refused to everybody but admins', async () => {
      for (const query of ['q=ada', 'role=admin', 'sort=createdAt']) {
        expect((await ada.api.get(`/api/users?${query}`)).status).toBe(403);
      }
    });

    it.each<[string, string[]]>([
      ['q=ada', ['ada']],
      ['q=LOVE', ['ada']],
      ['q=ada%20lovelace', ['ada']],
      ['q=lovelace%20bob', []],
      ['q=%25', ['bob']],
      ['q=_', ['bob']],
      ['q=%20', ['ada', 'bob', 'zoe']],
      ['q=%27%20OR%20true', []],
      ['role=admin', ['zoe']],
      ['role=member', ['ada', 'bob']],
      ['disabled=true', ['bob']],
      ['disabled=false&role=member', ['ada']],
      ['aiSeat=false', ['bob']],
      ['aiSeat=true', ['ada', 'zoe']],
    ])('find those with %s', async (query, names) => {
      expect(await users(query)).toEqual(names);
    });

    it.each<[string, string[]]>([
      ['username', ['ada', 'bob', 'zoe']],
      ['createdAt', ['bob', 'ada', 'zoe']],
    ])('sort by %s, page by page', async (sort, names) => {
      const nameOf = ({ username }: Record<string, unknown>) => username;
      expect(await walk('/api/users', `sort=${sort}`, nameOf)).toEqual(names);
      expect(await walk('/api/users', `sort=-${sort}`, nameOf)).toEqual(names.toReversed());
    });

    it('do not show service accounts', async () => {
      await createServiceAccount(app, teamId, { id: 'ada-robot' });
      expect(await users('q=ada')).toEqual(['ada']);
    });
  });

  it('find service accounts, for who manages them', async () => {
    await createServiceAccount(app, teamId, { id: 'exporter' });
    await createServiceAccount(app, teamId, { id: 'importer', disabled: true });
    const other = await createTeam(app, [[bob, 'admin']]);
    await createServiceAccount(app, other, { id: 'exporter-2' });
    const find = (query: string, who: TestUser) =>
      list('/api/service-accounts', query, ({ id }) => id, who);

    expect(await find('q=porter', ada)).toEqual(['exporter', 'importer']);
    expect(await find('q=porter&disabled=false', ada)).toEqual(['exporter']);
    expect(await find('q=exporter', admin)).toEqual(['exporter', 'exporter-2']);
  });

  describe('of assistants', () => {
    const nameOf = ({ name }: Record<string, unknown>) => name;
    const assistants = (query: string, who = ada) => list('/api/assistants', query, nameOf, who);

    beforeAll(async () => {
      await createAssistant(app, { ownerId: teamId, shared: true, columns: { name: 'alpha' } });
      await createAssistant(app, { ownerId: 'ada', columns: { name: 'Beta CRM' } });
      await createAssistant(app, { ownerId: 'zoe', columns: { name: 'Secret CRM' } });
    });

    it('never show what the caller may not read', async () => {
      expect(await assistants('q=secret')).toEqual([]);
      expect(await assistants('shared=false&sort=name')).toEqual(['Beta CRM', 'Zeta CRM']);
    });

    it.each<[string, string[]]>([
      ['q=crm', ['Beta CRM', 'Zeta CRM']],
      ['q=crm%20sales', ['Zeta CRM']],
      ['q=crm&ownerId=ada', ['Beta CRM']],
      ['shared=true', ['alpha']],
    ])('find those with %s', async (query, names) => {
      expect(await assistants(query)).toEqual(names);
    });

    it.each<[string, string[]]>([
      ['createdAt', ['Zeta CRM', 'alpha', 'Beta CRM']],
      ['name', ['Beta CRM', 'Zeta CRM', 'alpha']],
    ])('sort by %s, page by page', async (sort, names) => {
      expect(await walk('/api/assistants', `sort=${sort}`, nameOf, ada)).toEqual(names);
      expect(await walk('/api/assistants', `sort=-${sort}`, nameOf, ada)).toEqual(
        names.toReversed(),
      );
    });
  });

  it('find chats of the caller by name and time, in both orders', async () => {
    const names = ['Invoice 1', 'Order', 'Invoice 2'];
    for (const [index, name] of names.entries()) {
      const { id } = await createChat(app, { owner: ada, assistant });
      await app.dataSource.query('UPDATE chats SET name = $2, created_at = $3 WHERE id = $1', [
        id,
        name,
        time(index),
      ]);
    }
    await createChat(app, { owner: admin, assistant });
    const chats = (query: string) => list('/api/chats', query, ({ name }) => name, ada);

    expect(await chats('')).toEqual(names.toReversed());
    expect(await chats('q=invoice')).toEqual(['Invoice 2', 'Invoice 1']);
    expect(await chats('sort=createdAt')).toEqual(names);
    expect(await chats(`createdAfter=${time(1)}`)).toEqual(['Invoice 2', 'Order']);
    expect(await chats(`createdBefore=${time(1)}&assistantId=${assistant.id}`)).toEqual([
      'Invoice 1',
    ]);
    expect(await walk('/api/chats', 'sort=createdAt', ({ name }) => name, ada)).toEqual(names);
  });

  it('find deliveries by event, state and time, in both orders', async () => {
    const webhook = await createWebhook(app, { assistant });
    const other = await createWebhook(app, { assistant });
    await app.dataSource.query('DELETE FROM webhook_deliveries');
    const insert = (webhookId: string, event: string, state: string, days: number) =>
      app.dataSource.query(
        `INSERT INTO webhook_deliveries (id, webhook_id, event, at, data, state, created_at)
         VALUES ($1, $2, $3, $5, '{}', $4, $5)`,
        [newId(), webhookId, event, state, time(days)],
      );
    await insert(webhook.id, 'token.revoked', 'delivered', 0);
    await insert(webhook.id, 'token.paused', 'parked', 1);
    await insert(webhook.id, 'webhook.test', 'delivered', 2);
    await insert(other.id, 'token.revoked', 'delivered', 0);
    const path = `/api/webhooks/${webhook.id}/deliveries`;
    const deliveries = (query: string) => list(path, query, ({ event }) => event, ada);
    const all = ['token.revoked', 'token.paused', 'webhook.test'];

    expect((await bob.api.get(`${path}?event=token.revoked`)).status).not.toBe(200);
    expect(await deliveries('')).toEqual(all.toReversed());
    expect(await deliveries('sort=createdAt')).toEqual(all);
    expect(await walk(path, 'sort=createdAt', ({ event }) => event, ada)).toEqual(all);
    expect(await deliveries('event=token.revoked')).toEqual(['token.revoked']);
    expect(await deliveries('event=webhook.test&state=parked')).toEqual([]);
    expect(await deliveries(`from=${time(1)}`)).toEqual(['webhook.test', 'token.paused']);
    expect(await deliveries(`from=${time(1)}&to=${time(2)}`)).toEqual(['token.paused']);
  });

  it.each([
    ['/api/users', 'username', '-username'],
    ['/api/users', 'createdAt', 'username'],
    ['/api/assistants', 'createdAt', '-createdAt'],
    ['/api/assistants', 'name', '-name'],
  ])('of %s refuse the cursor of %s for %s', async (path, sort, other) => {
    const { body } = await admin.api.get(`${path}?sort=${sort}&limit=1`);
    const next = body._links.next.href as string;
    const wrong = await admin.api.get(next.replace(`sort=${sort}`, `sort=${other}`));
    expect([wrong.status, wrong.body.code]).toEqual([400, 'invalid_cursor']);
  });

  it.each([
    '/api/users?q=',
    `/api/users?q=${'x'.repeat(101)}`,
    '/api/users?role=owner',
    '/api/users?aiSeat=yes',
    '/api/users?sort=role',
    '/api/service-accounts?disabled=1',
    '/api/assistants?shared=maybe',
    '/api/assistants?sort=updatedAt',
    '/api/chats?createdBefore=yesterday',
    '/api/chats?sort=name',
    '/api/chats?color=red',
  ])('refuse %s', async (path) => {
    const answer = await admin.api.get(path);
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
  });
});
