import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { TestApp } from '../support/test-app.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const MASKED = /^i5t_[0-9A-Za-z]{6}…$/;

/** The ids of the tokens in a collection, in its order. */
function idsOf({ status, body }: Answer): string[] {
  expect(status).toBe(200);
  const [items] = Object.values<{ id: string }[]>(body._embedded);
  return (items ?? []).map(({ id }) => id);
}

describe('listing tokens', () => {
  let app: TestApp;
  let admin: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app, { username: 'admin' });
  });

  afterAll(() => app.close());

  describe('when the assistant of the contract has one token', () => {
    const path = '/api/assistants/team:sales-assistant/tokens';
    let answer: Answer;

    beforeAll(async () => {
      await createTeam(app, [], 'team');
      const assistant = await createAssistant(app, { ownerId: 'team', slug: 'sales-assistant' });
      await createToken(app, {
        owner: admin,
        assistant,
        columns: { notes: 'Production API integration' },
      });
      answer = await admin.api.get(path);
    });

    it('returns the document of the contract', () => {
      expect(answer.status).toBe(200);
      expect(Object.keys(answer.body).sort()).toEqual(
        ['_links', '_embedded', 'start', 'count', 'total'].sort(),
      );
      expect(answer.body).toMatchObject({ start: 0, count: 1, total: 1 });
      expect(answer.body._links.self).toEqual({ href: path });
      expect(Object.keys(answer.body._embedded)).toEqual(['inf:assistant-token']);
    });

    it('has one item, in a list, with exactly the fields of the contract', () => {
      expect(answer.body._embedded['inf:assistant-token']).toEqual([
        {
          id: expect.stringMatching(UUID),
          assistantId: 'team:sales-assistant',
          username: 'admin',
          type: 'assistant',
          notes: 'Production API integration',
          token: expect.stringMatching(MASKED),
          readOnly: false,
          createdAt: expect.stringMatching(TIME),
          _links: { self: { href: expect.stringMatching(/^\/api\/tokens\/[0-9a-f-]{36}$/) } },
        },
      ]);
    });

    it('links every item to itself', async () => {
      const [item] = answer.body._embedded['inf:assistant-token'];

      const read = await admin.api.get(item._links.self.href);

      expect(read).toMatchObject({ status: 200, body: { id: item.id, token: item.token } });
    });

    it('documents the relation with a CURIE', async () => {
      expect(answer.body._links.curies).toEqual([
        { name: 'inf', href: '/api/rels/{rel}', templated: true },
      ]);
      expect((await admin.api.get('/api/rels/assistant-token')).status).toBe(200);
    });

    it('is one page', () => {
      expect(answer.body._links).toMatchObject({ first: { href: path } });
      expect(answer.body._links).not.toHaveProperty('next');
      expect(answer.body._links).not.toHaveProperty('prev');
    });
  });

  describe('when there is no token', () => {
    it.each([
      ['of an assistant', (ref: string) => `/api/assistants/${ref}/tokens`, 'inf:assistant-token'],
      ['of the caller', () => '/api/tokens', 'inf:token'],
    ])('returns an empty list: %s', async (_name, pathOf, relation) => {
      const user = await createUser(app);
      const { naturalId } = await createAssistant(app, { ownerId: user.username });

      const answer = await user.api.get(pathOf(naturalId));

      expect(answer).toMatchObject({
        status: 200,
        body: { _embedded: { [relation]: [] }, start: 0, count: 0, total: 0 },
      });
      expect(answer.body._links).not.toHaveProperty('last');
    });
  });

  describe('when it is the collection of an assistant', () => {
    let editor: TestUser;
    let viewer: TestUser;
    let teamAdmin: TestUser;
    let assistant: TestAssistant;
    let ofEditor: TestToken;
    let ofViewer: TestToken;
    let ofAdmin: TestToken;
    let path: string;

    beforeAll(async () => {
      [editor, viewer, teamAdmin] = await Promise.all([
        createUser(app),
        createUser(app),
        createUser(app),
      ]);
      const ownerId = await createTeam(app, [
        [editor, 'editor'],
        [viewer, 'viewer'],
        [teamAdmin, 'admin'],
      ]);
      assistant = await createAssistant(app, { ownerId });
      const another = await createAssistant(app, { ownerId });
      path = `/api/assistants/${assistant.naturalId}/tokens`;
      ofEditor = await createToken(app, { owner: editor, assistant });
      ofViewer = await createToken(app, { owner: viewer, assistant });
      ofAdmin = await createToken(app, { owner: admin, assistant });
      await createToken(app, { owner: editor, assistant: another });
      await createToken(app, { owner: editor });
    });

    it.each<[string, () => Promise<TestUser>, number, string]>([
      ['somebody who may not see it', () => createUser(app), 404, 'not_found'],
      ['a member without a seat', () => memberWithoutSeat(), 403, 'seat_required'],
    ])('refuses %s', async (_name, userOf, status, code) => {
      const user = await userOf();

      expect(await user.api.get(path)).toMatchObject({ status, body: { code } });
    });

    it('refuses a request without a credential', async () => {
      expect((await app.api.get(path)).status).toBe(401);
    });

    it('refuses a token of another assistant', async () => {
      const other = await createAssistant(app, { ownerId: editor.username });
      const { api } = await createToken(app, { owner: editor, assistant: other });

      expect(await api.get(path)).toMatchObject({
        status: 403,
        body: { code: 'insufficient_scope' },
      });
    });

    it('shows all of its tokens, newest first, to users who may change it', async () => {
      for (const writer of [editor, teamAdmin, admin]) {
        expect(idsOf(await writer.api.get(path))).toEqual([ofAdmin.id, ofViewer.id, ofEditor.id]);
      }
    });

    it('shows all of its tokens to a personal token of such a user', async () => {
      const { api } = await createToken(app, { owner: editor });

      expect(idsOf(await api.get(path))).toEqual([ofAdmin.id, ofViewer.id, ofEditor.id]);
    });

    it('shows a viewer only its own tokens', async () => {
      const answer = await viewer.api.get(path);

      expect(idsOf(answer)).toEqual([ofViewer.id]);
      expect(answer.body.total).toBe(1);
      expect(idsOf(await ofViewer.api.get(path))).toEqual([ofViewer.id]);
    });

    it('shows other users of a shared assistant only their own tokens', async () => {
      const reader = await createUser(app);
      const shared = await createAssistant(app, { ownerId: editor.username, shared: true });
      await createToken(app, { owner: editor, assistant: shared });
      const own = await createToken(app, { owner: reader, assistant: shared });

      expect(idsOf(await reader.api.get(`/api/assistants/${shared.id}/tokens`))).toEqual([own.id]);
    });

    it.each([
      ['its natural id', () => assistant.naturalId, () => assistant.naturalId],
      ['its UUID', () => assistant.id, () => assistant.id],
      [
        'its natural id with an escaped colon',
        () => assistant.naturalId.replace(':', '%3A'),
        () => assistant.naturalId,
      ],
    ])('repeats %s in self and first', async (_name, written, repeated) => {
      const answer = await editor.api.get(`/api/assistants/${written()}/tokens?limit=2`);

      expect(answer.body._links.self.href).toBe(`/api/assistants/${repeated()}/tokens?limit=2`);
      expect(answer.body._links.next.href).toContain(`/api/assistants/${repeated()}/tokens?`);
      expect(answer.body._embedded['inf:assistant-token'][0].assistantId).toBe(assistant.naturalId);
    });

    it('shows active tokens by default', async () => {
      const owner = await createUser(app);
      const own = await createAssistant(app, { ownerId: owner.username });
      const past = new Date(app.clock.now().getTime() - 1_000);
      const future = new Date(app.clock.now().getTime() + 60_000);
      const create = (columns: { expiresAt?: Date; revokedAt?: Date }) =>
        createToken(app, { owner, assistant: own, columns });
      const active = await create({ expiresAt: future });
      const expired = await create({ expiresAt: past });
      const revoked = await create({ expiresAt: future, revokedAt: past });
      const both = await create({ expiresAt: past, revokedAt: past });
      const listed = async (query: string) =>
        idsOf(await owner.api.get(`/api/assistants/${own.id}/tokens${query}`));

      expect(await listed('')).toEqual([active.id]);
      expect(await listed('?status=active')).toEqual([active.id]);
      expect(await listed('?status=expired')).toEqual([expired.id]);
      expect(await listed('?status=revoked')).toEqual([both.id, revoked.id]);
    });

    async function memberWithoutSeat(): Promise<TestUser> {
      const member = await createUser(app, { seat: false });
      const ownerId = assistant.naturalId.split(':')[0] ?? '';
      await admin.api.put(`/api/teams/${ownerId}/members/${member.username}`, { role: 'viewer' });
      return member;
    }
  });

  describe('when it is the collection of the caller', () => {
    let user: TestUser;
    let assistant: TestAssistant;
    let personal: TestToken;
    let expired: TestToken;
    let revoked: TestToken;
    let forAssistant: TestToken;
    let foreign: TestToken;

    beforeAll(async () => {
      user = await createUser(app);
      const other = await createUser(app);
      assistant = await createAssistant(app, { ownerId: user.username });
      const past = new Date(app.clock.now().getTime() - 1_000);
      const create = (options: object) => createToken(app, { owner: user, ...options });
      personal = await create({ columns: { readOnly: true } });
      expired = await create({ columns: { expiresAt: past } });
      revoked = await create({ assistant, columns: { revokedAt: past } });
      forAssistant = await create({ assistant });
      foreign = await createToken(app, { owner: other, assistant });
    });

    it('refuses an assistant token', async () => {
      expect(await forAssistant.api.get('/api/tokens')).toMatchObject({
        status: 403,
        body: { code: 'insufficient_scope' },
      });
    });

    it('shows own tokens in any state, newest first', async () => {
      const answer = await user.api.get('/api/tokens');

      expect(idsOf(answer)).toEqual([forAssistant.id, revoked.id, expired.id, personal.id]);
      expect(answer.body).toMatchObject({ start: 0, count: 4, total: 4 });
      expect(
        answer.body._embedded['inf:token'].map(({ status }: { status: string }) => status),
      ).toEqual(['active', 'revoked', 'expired', 'active']);
      for (const { token } of answer.body._embedded['inf:token']) expect(token).toMatch(MASKED);
    });

    it('shows the same to a personal token and without a seat', async () => {
      const seatless = await createUser(app, { seat: false });
      const own = await createToken(app, { owner: seatless });

      expect(idsOf(await personal.api.get('/api/tokens'))).toHaveLength(4);
      expect(idsOf(await own.api.get('/api/tokens'))).toEqual([own.id]);
    });

    it.each<[string, () => string, () => TestToken[]]>([
      ['the natural id', () => `assistantId=${assistant.naturalId}`, () => [forAssistant, revoked]],
      ['the UUID', () => `assistantId=${assistant.id}`, () => [forAssistant, revoked]],
      [
        'the UUID in upper case',
        () => `assistantId=${assistant.id.toUpperCase()}`,
        () => [forAssistant, revoked],
      ],
      ['an unknown assistant', () => 'assistantId=nobody:nothing', () => []],
      ['what is no assistant', () => 'assistantId=nothing', () => []],
      ['the type personal', () => 'type=personal', () => [expired, personal]],
      ['the type assistant', () => 'type=assistant', () => [forAssistant, revoked]],
      ['read-only ones', () => 'readOnly=true', () => [personal]],
      ['others', () => 'readOnly=false', () => [forAssistant, revoked, expired]],
      ['active ones', () => 'status=active', () => [forAssistant, personal]],
      ['expired ones', () => 'status=expired', () => [expired]],
      ['revoked ones', () => 'status=revoked', () => [revoked]],
      [
        'the own username',
        () => `username=${user.username}`,
        () => [forAssistant, revoked, expired, personal],
      ],
      ['the username of somebody else', () => `username=${admin.username}`, () => []],
      [
        'several at once',
        () => `type=personal&readOnly=true&status=active&username=${user.username}`,
        () => [personal],
      ],
    ])('filters by %s', async (_name, queryOf, expected) => {
      const answer = await user.api.get(`/api/tokens?${queryOf()}`);

      expect(idsOf(answer)).toEqual(expected().map(({ id }) => id));
      expect(answer.body).toMatchObject({ count: expected().length, total: expected().length });
    });

    it('repeats the filters in self', async () => {
      const answer = await user.api.get('/api/tokens?status=active&readOnly=true&limit=5&start=0');
      const self = new URL(answer.body._links.self.href, app.api.url);
      const first = new URL(answer.body._links.first.href, app.api.url);

      expect(Object.fromEntries(self.searchParams)).toEqual({
        status: 'active',
        readOnly: 'true',
        limit: '5',
        start: '0',
      });
      expect(Object.fromEntries(first.searchParams)).toEqual({
        status: 'active',
        readOnly: 'true',
        limit: '5',
      });
    });

    it('shows an admin the tokens of all users', async () => {
      const all = idsOf(await admin.api.get('/api/tokens?limit=200'));
      const ofUser = idsOf(await admin.api.get(`/api/tokens?username=${user.username}`));
      const ofAssistant = idsOf(await admin.api.get(`/api/tokens?assistantId=${assistant.id}`));

      expect(all).toEqual(expect.arrayContaining([personal.id, foreign.id]));
      expect(ofUser).toEqual([forAssistant.id, revoked.id, expired.id, personal.id]);
      expect(ofAssistant).toEqual([foreign.id, forAssistant.id, revoked.id]);
    });

    it.each([
      ['type=child', 'type'],
      ['status=deleted', 'status'],
      ['readOnly=yes', 'readOnly'],
      ['username=Not%20A%20Name', 'username'],
      [`assistantId=${'x'.repeat(128)}`, 'assistantId'],
      ['colour=blue', 'colour'],
      ['status=active&status=revoked', 'status'],
    ])('refuses the filter %s', async (query, field) => {
      const answer = await user.api.get(`/api/tokens?${query}`);

      expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
      expect(answer.body.details[0].field).toBe(field);
    });
  });
});
