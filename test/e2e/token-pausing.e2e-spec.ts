import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createChild } from '../factories/children.factory.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { auditedActions, storedTokens } from '../support/database-rows.js';
import { introspect, introspectAll } from '../support/introspection.js';
import { closeInstances, startInstances } from '../support/instances.js';
import { exchange } from '../support/oauth.js';
import type { TestApp } from '../support/test-app.js';

const REASON = 'Under investigation';

describe('pausing a token', () => {
  let instances: TestApp[];
  let app: TestApp;
  let admin: TestUser;
  let owner: TestUser;
  let editor: TestUser;
  let viewer: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    instances = await startInstances(2);
    [app] = instances as [TestApp];
    admin = await createAdmin(app, { username: 'admin' });
    ({ owner, editor, viewer, assistant } = await createTeamAssistant(app));
  });

  afterAll(() => closeInstances(instances));

  const own = () => createToken(app, { owner, assistant });
  const personal = () => createToken(app, { owner });
  const pathOf = ({ id }: { id: string }) => `/api/tokens/${id}`;
  const pause = (api: Api, token: { id: string }, body: object = { reason: REASON }) =>
    api.post(`${pathOf(token)}/_pause`, body);
  const resume = (api: Api, token: { id: string }) => api.post(`${pathOf(token)}/_resume`);

  /** Asks each instance, once it has heard of the last change. */
  async function statusesOf(value: string): Promise<number[]> {
    await Promise.all(instances.map((instance) => instance.caughtUp()));
    const answers = await Promise.all(
      instances.map(({ api }) => api.as(value).get('/api/auth/session')),
    );
    return answers.map(({ status }) => status);
  }

  const linksOf = ({ body }: Answer) => Object.keys(body._links as object);

  describe('when the caller must not do it', () => {
    it.each<[string, () => Promise<TestToken>, (token: TestToken) => Promise<Api> | Api, string]>([
      ['nobody', own, () => app.api, '401 credential_required'],
      ['the token itself', own, (token) => token.api, '403 insufficient_scope'],
      ['another token', own, async () => (await own()).api, '403 insufficient_scope'],
      [
        'its child',
        own,
        async (token) => (await createChild(app, token)).api,
        '403 insufficient_scope',
      ],
      ['a stranger', own, async () => (await createUser(app)).api, '404 not_found'],
      ['a viewer of its assistant', own, () => viewer.api, '404 not_found'],
      ['a writer, of a personal token', personal, () => editor.api, '404 not_found'],
      [
        'a read-only personal token',
        own,
        async () => (await createToken(app, { owner, columns: { readOnly: true } })).api,
        '403 read_only',
      ],
    ])('refuses it, and changes nothing: %s', async (_name, make, apiOf, outcome) => {
      const token = await make();
      const api = await apiOf(token);
      const before = await storedTokens(app);

      for (const answer of [await pause(api, token), await resume(api, token)]) {
        expect(`${answer.status} ${answer.body.code as string}`).toBe(outcome);
      }
      expect(await storedTokens(app)).toEqual(before);
      expect(await auditedActions(app, token.id)).toEqual([]);
      expect(await statusesOf(token.secret)).toEqual([200, 200]);
    });

    it.each([
      ['an unknown property', { why: 'x' }],
      ['a reason that is no text', { reason: 7 }],
      ['an empty reason', { reason: '' }],
      ['a reason that is too long', { reason: 'x'.repeat(501) }],
    ])('refuses %s', async (_name, body) => {
      const token = await own();
      const answer = await pause(owner.api, token, body);
      expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
      expect(await auditedActions(app, token.id)).toEqual([]);
    });

    it.each(['expiresAt', 'revokedAt'] as const)(
      'refuses it for what has ended: %s',
      async (end) => {
        const token = await createToken(app, {
          owner,
          assistant,
          columns: { [end]: new Date(app.clock.now().getTime() - 1_000) },
        });
        for (const answer of [await pause(owner.api, token), await resume(owner.api, token)]) {
          expect([answer.status, answer.body.code]).toEqual([409, 'token_not_active']);
        }
        expect(linksOf(await owner.api.get(pathOf(token)))).not.toContain('inf:pause');
      },
    );
  });

  it.each<[string, () => Promise<TestToken>, () => Promise<Api> | Api]>([
    ['its owner', own, () => owner.api],
    ['a writer of its assistant', own, () => editor.api],
    ['an admin', own, () => admin.api],
    ['an admin, of a personal token', personal, () => admin.api],
    ['a personal token of its owner', own, async () => (await personal()).api],
  ])('stops it on every instance until it is resumed: %s', async (_name, make, apiOf) => {
    const token = await make();
    const api = await apiOf();
    expect(linksOf(await api.get(pathOf(token)))).toContain('inf:pause');
    expect(await statusesOf(token.secret)).toEqual([200, 200]);

    const paused = await pause(api, token);
    expect(paused.status).toBe(200);
    expect(paused.body).toMatchObject({
      id: token.id,
      status: 'paused',
      statusReason: null,
      pausedAt: expect.stringMatching(/Z$/),
      pausedReason: REASON,
    });
    expect(linksOf(paused)).toContain('inf:resume');
    expect(linksOf(paused)).not.toContain('inf:pause');
    expect(await statusesOf(token.secret)).toEqual([401, 401]);

    const resumed = await resume(api, token);
    expect(resumed.status).toBe(200);
    expect(resumed.body).toMatchObject({ status: 'active', pausedAt: null, pausedReason: null });
    expect(linksOf(resumed)).toContain('inf:pause');
    expect(linksOf(resumed)).not.toContain('inf:resume');
    expect(await statusesOf(token.secret)).toEqual([200, 200]);
    expect(await auditedActions(app, token.id)).toEqual(['token.paused', 'token.resumed']);
  });

  it('takes no body, and then has no reason', async () => {
    const token = await own();
    expect((await owner.api.post(`${pathOf(token)}/_pause`)).body).toMatchObject({
      status: 'paused',
      pausedReason: null,
    });
  });

  it('keeps the first pause, however often somebody pauses it', async () => {
    const token = await own();
    const first = await pause(owner.api, token);
    app.clock.advance({ seconds: 1 });
    const others = await Promise.all(
      [owner, editor, admin].map(({ api }) => pause(api, token, { reason: 'Another one' })),
    );
    for (const { status, body } of others) {
      expect([status, body.pausedAt, body.pausedReason]).toEqual([
        200,
        first.body.pausedAt,
        REASON,
      ]);
    }
    const again = await Promise.all([owner, editor].map(({ api }) => resume(api, token)));
    expect(again.map(({ body }) => body.status as string)).toEqual(['active', 'active']);
    expect(await auditedActions(app, token.id)).toEqual(['token.paused', 'token.resumed']);
  });

  it('stops the personal token that does it', async () => {
    const token = await personal();
    const answer = await token.api.post('/api/tokens/self/_pause', { reason: REASON });
    expect([answer.status, answer.body.status]).toEqual([200, 'paused']);
    expect(await statusesOf(token.secret)).toEqual([401, 401]);
    expect((await resume(owner.api, token)).status).toBe(200);
    expect(await statusesOf(token.secret)).toEqual([200, 200]);
  });

  it('is refused like an unknown token, and is no reuse', async () => {
    const token = await own();
    await pause(owner.api, token);
    const unknown = await app.api.as('i5t_unknown').get('/api/auth/session');
    const answers = await Promise.all([
      token.api.get('/api/auth/session'),
      token.api.get(`/api/assistants/${assistant.id}`),
      token.api.post('/api/tokens/self/_rotate', {}),
      token.api.post('/api/tokens/_derive', {}),
      token.api.get('/api/auth/verify'),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
      expect({ ...answer.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    }
    expect(await auditedActions(app, token.id)).toEqual(['token.paused']);
    expect((await owner.api.get(pathOf(token))).body.reusedAt).toBeNull();
  });

  it('makes introspection say inactive, and the exchange refuse it', async () => {
    const token = await own();
    expect((await introspect(admin.api, token.secret)).body.active).toBe(true);
    await pause(owner.api, token);

    expect((await introspect(admin.api, token.secret)).body).toEqual({ active: false });
    const { body } = await introspectAll(admin.api, [token.secret]);
    expect(JSON.stringify(body)).not.toContain('"active":true');
    const exchanged = await exchange(app, token.secret);
    expect([exchanged.status, exchanged.body.error]).toEqual([400, 'invalid_request']);

    await resume(owner.api, token);
    expect((await introspect(admin.api, token.secret)).body.active).toBe(true);
    expect((await exchange(app, token.secret)).status).toBe(200);
  });

  it('lets its children sleep and wake', async () => {
    const token = await own();
    const child = await createChild(app, token);
    expect(await statusesOf(child.secret)).toEqual([200, 200]);
    await pause(owner.api, token);

    expect(await statusesOf(child.secret)).toEqual([401, 401]);
    expect((await owner.api.get(pathOf(child))).body.status).toBe('paused');
    const listed = async (status: string) =>
      (await owner.api.get(`${pathOf(token)}/children?status=${status}`)).body.total as number;
    expect([await listed('active'), await listed('paused')]).toEqual([0, 1]);

    await resume(owner.api, token);
    expect(await statusesOf(child.secret)).toEqual([200, 200]);
    expect([await listed('active'), await listed('paused')]).toEqual([1, 0]);
  });

  it('keeps everything else possible', async () => {
    const token = await own();
    await pause(owner.api, token);

    const rotated = await owner.api.post(`${pathOf(token)}/_rotate`, {});
    expect([rotated.status, rotated.body.status]).toEqual([200, 'paused']);
    expect((await owner.api.patch(pathOf(token), { notes: 'Moved' })).body.notes).toBe('Moved');
    expect(await statusesOf(rotated.body.token as string)).toEqual([401, 401]);
    await resume(owner.api, token);
    expect(await statusesOf(rotated.body.token as string)).toEqual([200, 200]);
    await pause(owner.api, token);
    expect((await owner.api.delete(pathOf(token))).status).toBe(204);
    expect((await owner.api.get(pathOf(token))).body.status).toBe('revoked');
  });

  it('takes the tag of the token as a condition', async () => {
    const token = await own();
    const { headers } = await owner.api.get(pathOf(token));
    const ifMatch = { headers: { 'If-Match': headers.get('etag') ?? '' } };
    const path = `${pathOf(token)}/_pause`;
    expect((await owner.api.post(path, {}, ifMatch)).status).toBe(200);
    expect((await owner.api.post(path, {}, ifMatch)).status).toBe(412);
  });

  it('is found by the status, with exact totals', async () => {
    const other = await createAssistant(app, { ownerId: owner.username });
    const [paused] = [
      await createToken(app, { owner, assistant: other }),
      await createToken(app, { owner, assistant: other }),
      await createToken(app, { owner, assistant: other }),
    ];
    const soon = new Date(app.clock.now().getTime() + 60_000);
    const ending = await createToken(app, {
      owner,
      assistant: other,
      columns: { expiresAt: soon },
    });
    await pause(owner.api, paused);
    await pause(owner.api, ending);
    const listed = async (query: string) => {
      const { body } = await owner.api.get(`/api/assistants/${other.id}/tokens?${query}`);
      const rows = body._embedded['inf:assistant-token'] as { id: string }[];
      expect(rows).toHaveLength(body.total as number);
      return rows.map(({ id }) => id);
    };

    expect(await listed('')).toHaveLength(2);
    expect(await listed('status=active')).toHaveLength(2);
    expect((await listed('status=paused')).sort()).toEqual([paused.id, ending.id].sort());

    app.clock.advance({ seconds: 61 });
    expect(await listed('status=paused')).toEqual([paused.id]);
    expect(await listed('status=expired')).toEqual([ending.id]);
    expect(await listed('status=active')).toHaveLength(2);
    const all = await admin.api.get('/api/tokens?status=paused&limit=200');
    expect(all.body._embedded['inf:token']).toHaveLength(all.body.total as number);
  });
});
