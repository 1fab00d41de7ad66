import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { auditedActions, storedTokens } from '../support/database-rows.js';
import { TestApp } from '../support/test-app.js';

describe('revoking a token', () => {
  let app: TestApp;
  let admin: TestUser;
  let owner: TestUser;
  let editor: TestUser;
  let viewer: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app, { username: 'admin' });
    ({ owner, editor, viewer, assistant } = await createTeamAssistant(app));
  });

  afterAll(() => app.close());

  const own = () => createToken(app, { owner, assistant });
  const personal = () => createToken(app, { owner });
  const readOnly = { readOnly: true };
  const pathOf = ({ id }: TestToken) => `/api/tokens/${id}`;
  const statusOf = async (value: string) =>
    (await app.api.as(value).get('/api/auth/session')).status;

  /** The ids of the tokens that the admin finds with this filter. */
  async function listed(query: string): Promise<{ id: string }[]> {
    const answer = await admin.api.get(`/api/tokens?limit=200&${query}`);
    expect(answer.status).toBe(200);
    return answer.body._embedded['inf:token'];
  }

  describe('when the caller must not revoke it', () => {
    it.each<
      [string, () => Promise<TestToken>, (token: TestToken) => Promise<Api> | Api, number, string]
    >([
      ['without a credential', own, () => app.api, 401, 'credential_required'],
      ['a user who may not see it', own, async () => (await createUser(app)).api, 404, 'not_found'],
      ['a viewer of its assistant', own, () => viewer.api, 404, 'not_found'],
      ['a writer, of a personal token', personal, () => editor.api, 404, 'not_found'],
      [
        'another token of the assistant',
        own,
        async () => (await own()).api,
        403,
        'insufficient_scope',
      ],
      [
        'a read-only token of the assistant',
        own,
        async () => (await createToken(app, { owner, assistant, columns: readOnly })).api,
        403,
        'insufficient_scope',
      ],
      [
        'a read-only personal token of its owner',
        own,
        async () => (await createToken(app, { owner, columns: readOnly })).api,
        403,
        'read_only',
      ],
      [
        'a read-only personal token, of another personal one',
        personal,
        async () => (await createToken(app, { owner, columns: readOnly })).api,
        403,
        'read_only',
      ],
    ])('refuses it: %s', async (_name, make, apiOf, status, code) => {
      const token = await make();
      const api = await apiOf(token);
      const before = await storedTokens(app);

      expect(await api.delete(pathOf(token))).toMatchObject({ status, body: { code } });

      expect(await storedTokens(app)).toEqual(before);
      expect(await statusOf(token.secret)).toBe(200);
      expect(await auditedActions(app, token.id)).toEqual([]);
    });

    it.each(['0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60', 'nonsense', 'self'])(
      'finds nothing to revoke for a session: %s',
      async (ref) => {
        expect((await owner.api.delete(`/api/tokens/${ref}`)).status).toBe(404);
        expect((await owner.api.get('/api/auth/session')).status).toBe(200);
      },
    );
  });

  describe('when the caller may revoke it', () => {
    it.each<
      [
        string,
        () => Promise<TestToken>,
        (token: TestToken) => Promise<Api> | Api,
        (token: TestToken) => string,
      ]
    >([
      ['its owner', own, () => owner.api, pathOf],
      ['a personal token of its owner', own, async () => (await personal()).api, pathOf],
      ['another writer', own, () => editor.api, pathOf],
      ['an admin', own, () => admin.api, pathOf],
      ['an admin, a personal one', personal, () => admin.api, pathOf],
      ['its owner, a personal one', personal, () => owner.api, pathOf],
      ['itself', own, (token) => token.api, () => '/api/tokens/self'],
      ['itself by its id', own, (token) => token.api, pathOf],
      ['itself by its id in upper case', own, (token) => token.api, upperPathOf],
      ['itself, personal', personal, (token) => token.api, () => '/api/tokens/self'],
      ['itself, read-only', ownReadOnly, (token) => token.api, () => '/api/tokens/self'],
      ['itself by its id, read-only', ownReadOnly, (token) => token.api, pathOf],
      ['itself, read-only and personal', personalReadOnly, (token) => token.api, pathOf],
    ])('revokes it: %s', async (_name, make, apiOf, refOf) => {
      const token = await make();
      const api = await apiOf(token);

      const answer = await api.delete(refOf(token));

      expect(answer.status).toBe(204);
      expect(answer.text).toBe('');
      expect(await statusOf(token.secret)).toBe(401);
      expect((await admin.api.get(pathOf(token))).body).toMatchObject({
        status: 'revoked',
        revokedAt: expect.any(String),
      });
      expect(await auditedActions(app, token.id)).toEqual(['token.revoked']);
    });

    it('requires no seat', async () => {
      const seatless = await createUser(app, { seat: false });
      const its = await createAssistant(app, { ownerId: seatless.username });
      const token = await createToken(app, { owner: seatless, assistant: its });

      expect((await token.api.delete('/api/tokens/self')).status).toBe(204);
      expect(await statusOf(token.secret)).toBe(401);
    });

    it('revokes an expired one', async () => {
      const token = await createToken(app, { owner, columns: { expiresAt: new Date(0) } });

      expect((await owner.api.delete(pathOf(token))).status).toBe(204);
      expect((await owner.api.get(pathOf(token))).body.status).toBe('revoked');
    });

    function ownReadOnly() {
      return createToken(app, { owner, assistant, columns: readOnly });
    }

    function personalReadOnly() {
      return createToken(app, { owner, columns: readOnly });
    }

    function upperPathOf({ id }: TestToken) {
      return `/api/tokens/${id.toUpperCase()}`;
    }
  });

  describe('when it has been revoked', () => {
    it('changes nothing the second time, with the same response', async () => {
      const token = await own();
      await owner.api.delete(pathOf(token));
      const before = await storedTokens(app);

      app.clock.advance({ seconds: 1 });
      const again = await owner.api.delete(pathOf(token));

      expect(again.status).toBe(204);
      expect(await storedTokens(app)).toEqual(before);
      expect(await auditedActions(app, token.id)).toEqual(['token.revoked']);
    });

    it('is recorded once, however many do it at once', async () => {
      const token = await own();

      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => (i % 2 ? owner : editor).api.delete(pathOf(token))),
      );

      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 204));
      expect(await auditedActions(app, token.id)).toEqual(['token.revoked']);
    });

    it('is refused everywhere, with every secret, like an unknown token', async () => {
      const token = await own();
      const rotated = await owner.api.post(`${pathOf(token)}/_rotate`, { overlapSeconds: 3_600 });
      await owner.api.delete(pathOf(token));
      const unknown = await app.api.as('i5t_unknown').get('/api/auth/session');

      for (const api of [token.api, app.api.as(rotated.body.token)]) {
        const answers = await Promise.all([
          api.get('/api/auth/session'),
          api.get('/api/tokens/self'),
          api.get(`/api/assistants/${assistant.naturalId}`),
          api.get(`/api/assistants/${assistant.id}/tokens`),
          api.post('/api/tokens/self/_rotate', {}),
          api.delete('/api/tokens/self'),
          api.get('/api/tokens'),
          api.get('/api/users'),
        ]);
        for (const answer of answers) {
          expect(answer.status).toBe(401);
          expect({ ...answer.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
        }
      }
    });

    it('stays listed as revoked', async () => {
      const token = await own();
      await owner.api.delete(pathOf(token));
      const path = `/api/assistants/${assistant.id}/tokens`;
      const idsIn = ({ body }: Answer) =>
        body._embedded['inf:assistant-token'].map(({ id }: { id: string }) => id);

      expect(idsIn(await editor.api.get(`${path}?status=revoked`))).toContain(token.id);
      expect(idsIn(await editor.api.get(path))).not.toContain(token.id);
    });
  });

  describe('when its assistant is deleted', () => {
    it('is revoked with the assistant, in one transaction, and stays listed by its name', async () => {
      const its = await createAssistant(app, { ownerId: owner.username });
      const token = await createToken(app, { owner, assistant: its });
      const ended = await createToken(app, {
        owner,
        assistant: its,
        columns: { revokedAt: new Date(app.clock.now().getTime() - 60_000) },
      });
      const before = await owner.api.get(pathOf(ended));

      expect((await owner.api.delete(`/api/assistants/${its.id}`)).status).toBe(204);

      expect(await statusOf(token.secret)).toBe(401);
      const query = `status=revoked&assistantId=${its.naturalId}`;
      expect(await listed(query)).toMatchObject([
        { id: ended.id, assistantId: its.naturalId },
        { id: token.id, assistantId: its.naturalId, status: 'revoked' },
      ]);
      expect((await owner.api.get(pathOf(token))).body._links).not.toHaveProperty('inf:assistant');
      expect((await owner.api.get(pathOf(ended))).body.revokedAt).toBe(before.body.revokedAt);
      expect(await transactionsOf(its.id, token.id)).toHaveLength(1);
    });

    it('is revoked with its team', async () => {
      const teamId = await createTeam(app, [[owner, 'admin']]);
      const its = await createAssistant(app, { ownerId: teamId });
      const token = await createToken(app, { owner, assistant: its });
      const unrelated = await own();

      expect((await owner.api.delete(`/api/teams/${teamId}`)).status).toBe(204);

      expect(await statusOf(token.secret)).toBe(401);
      expect(await statusOf(unrelated.secret)).toBe(200);
      expect(await listed(`status=revoked&assistantId=${its.naturalId}`)).toMatchObject([
        { id: token.id, assistantId: its.naturalId, username: owner.username },
      ]);
      expect(await transactionsOf(teamId, token.id)).toHaveLength(1);
    });

    it('does not become a token of a new assistant with the same name', async () => {
      const slug = 'reborn';
      const first = await createAssistant(app, { ownerId: owner.username, slug });
      const token = await createToken(app, { owner, assistant: first });
      await owner.api.delete(`/api/assistants/${first.id}`);
      const second = await createAssistant(app, { ownerId: owner.username, slug });

      const answer = await owner.api.get(`/api/assistants/${second.id}/tokens?status=revoked`);

      expect(answer.body.total).toBe(0);
      expect(await statusOf(token.secret)).toBe(401);
    });

    async function transactionsOf(subjectId: string, tokenId: string): Promise<unknown[]> {
      return app.dataSource.query(
        `SELECT xmin FROM tokens WHERE id = $2
         UNION SELECT xmin FROM audit_events WHERE subject_id = $1 AND action LIKE '%.deleted'`,
        [subjectId, tokenId],
      );
    }
  });

  describe('when its user is deleted or changed', () => {
    it('is revoked with the user, as are all tokens of the assistants of the user', async () => {
      const user = await createUser(app);
      const its = await createAssistant(app, { ownerId: user.username, shared: true });
      const tokens = [
        await createToken(app, { owner: user }),
        await createToken(app, { owner: user, assistant }),
        await createToken(app, { owner, assistant: its }),
      ];
      const unrelated = await own();

      expect((await admin.api.delete(`/api/users/${user.username}`)).status).toBe(204);

      for (const { secret } of tokens) expect(await statusOf(secret)).toBe(401);
      expect(await statusOf(unrelated.secret)).toBe(200);
      expect(await listed(`status=revoked&username=${user.username}`)).toMatchObject([
        { id: tokens[1]?.id, type: 'assistant', assistantId: assistant.naturalId },
        { id: tokens[0]?.id, type: 'personal', assistantId: null },
      ]);
      expect(await listed(`status=revoked&assistantId=${its.naturalId}`)).toMatchObject([
        { id: tokens[2]?.id, username: owner.username },
      ]);
    });

    it('is refused while the user is disabled', async () => {
      const user = await createUser(app);
      const tokens = [
        await createToken(app, { owner: user }),
        await createToken(app, { owner: user, assistant }),
      ];
      const disable = (disabled: boolean) =>
        admin.api.patch(`/api/users/${user.username}`, { disabled });

      expect((await disable(true)).status).toBe(200);
      for (const { secret } of tokens) expect(await statusOf(secret)).toBe(401);

      expect((await disable(false)).status).toBe(200);
      for (const { secret } of tokens) expect(await statusOf(secret)).toBe(200);
    });

    it('is refused wherever a seat is required while its user has none', async () => {
      const user = await createUser(app);
      const its = await createAssistant(app, { ownerId: user.username });
      const token = await createToken(app, { owner: user, assistant: its });
      const paths = [`/api/assistants/${its.id}`, `/api/assistants/${its.id}/tokens`];

      await admin.api.post('/api/ai-seats/_unassign', { usernames: [user.username] });
      for (const path of paths) {
        expect(await token.api.get(path)).toMatchObject({
          status: 403,
          body: { code: 'seat_required' },
        });
      }
      expect((await token.api.get('/api/auth/session')).body).toMatchObject({ seat: false });

      await admin.api.post('/api/ai-seats/_assign', { usernames: [user.username] });
      for (const path of paths) expect((await token.api.get(path)).status).toBe(200);
    });

    it('no longer reaches its assistant once its user has left the team', async () => {
      const user = await createUser(app);
      const teamId = await createTeam(app, [[user, 'editor']]);
      const its = await createAssistant(app, { ownerId: teamId });
      const token = await createToken(app, { owner: user, assistant: its });
      const memberPath = `/api/teams/${teamId}/members/${user.username}`;
      const reach = () => token.api.get(`/api/assistants/${its.naturalId}`);
      expect((await reach()).status).toBe(200);

      await admin.api.delete(memberPath);
      expect(await reach()).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      expect((await token.api.get(`/api/assistants/${its.id}/tokens`)).status).toBe(403);

      await admin.api.put(memberPath, { role: 'viewer' });
      expect((await reach()).status).toBe(200);
    });

    it('no longer reaches its assistant once its user can no longer see it', async () => {
      const user = await createUser(app);
      const its = await createAssistant(app, { ownerId: user.username });
      const token = await createToken(app, { owner: user, assistant: its });

      await admin.api.patch(`/api/assistants/${its.id}`, { ownerId: admin.username });

      expect(await token.api.get(`/api/assistants/${its.id}`)).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      });
      expect((await token.api.delete('/api/tokens/self')).status).toBe(204);
    });
  });

  describe('when tokens are created at the same time', () => {
    const ROUNDS = 4;

    /** Runs both at once. Afterwards no returned value may work. */
    async function race(
      create: (i: number) => Promise<Answer>,
      remove: () => Promise<Answer>,
      refusals: number[],
    ): Promise<void> {
      const creations = Array.from({ length: 12 }, (_, i) => create(i));
      const [removal, ...created] = await Promise.all([remove(), ...creations]);

      expect(removal.status).toBe(204);
      for (const { status } of created) expect([201, 200, ...refusals]).toContain(status);
      for (const { body } of created.filter(({ status }) => status <= 201)) {
        expect(await statusOf(body.token)).toBe(401);
        expect((await admin.api.get(`/api/tokens/${body.id}`)).body.status).toBe('revoked');
      }
    }

    it('leaves no valid token for a deleted assistant', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const { id } = await createAssistant(app, { ownerId: owner.username });

        await race(
          () => owner.api.post('/api/tokens', { type: 'assistant', assistantId: id }),
          () => owner.api.delete(`/api/assistants/${id}`),
          [404],
        );
      }
    });

    it('leaves no valid token for a deleted team', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const teamId = await createTeam(app, [[owner, 'admin']]);
        const { id } = await createAssistant(app, { ownerId: teamId });

        await race(
          () => owner.api.post('/api/tokens', { type: 'assistant', assistantId: id }),
          () => owner.api.delete(`/api/teams/${teamId}`),
          [404],
        );
      }
    });

    it('leaves no valid token of a deleted user', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const user = await createUser(app);
        const { id } = await createAssistant(app, { ownerId: user.username });

        await race(
          (i) =>
            user.api.post(
              '/api/tokens',
              i % 2 ? { type: 'personal' } : { type: 'assistant', assistantId: id },
            ),
          () => admin.api.delete(`/api/users/${user.username}`),
          [401, 404],
        );
      }
    });

    it('leaves no valid rotated secret for a deleted assistant', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const its = await createAssistant(app, { ownerId: owner.username });
        const token = await createToken(app, { owner, assistant: its });

        await race(
          () => owner.api.post(`${pathOf(token)}/_rotate`, { overlapSeconds: 3_600 }),
          () => owner.api.delete(`/api/assistants/${its.id}`),
          [409],
        );
      }
    });
  });
});
