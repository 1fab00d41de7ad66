import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createSession, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { auditedActions, storedTokens } from '../support/database-rows.js';
import { TestApp } from '../support/test-app.js';

const WEEK = 604_800;
const YEARS_MS = 100_000_000_000;

describe('rotating a token', () => {
  let app: TestApp;
  let owner: TestUser;
  let editor: TestUser;
  let viewer: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    [owner, editor, viewer] = await Promise.all([
      createUserForYears(app),
      createUserForYears(app),
      createUser(app),
    ]);
    const ownerId = await createTeam(app, [
      [owner, 'editor'],
      [editor, 'editor'],
      [viewer, 'viewer'],
    ]);
    assistant = await createAssistant(app, { ownerId });
  });

  afterAll(() => app.close());

  const own = () => createToken(app, { owner, assistant });
  const personal = () => createToken(app, { owner });
  const inSeconds = (seconds: number) => new Date(app.clock.now().getTime() + seconds * 1_000);

  function rotate(api: Api, { id }: { id: string }, body: object = {}): Promise<Answer> {
    return api.post(`/api/tokens/${id}/_rotate`, body);
  }

  /** The values that the service accepts now. */
  async function liveAmong(values: string[]): Promise<string[]> {
    const answers = await Promise.all(
      values.map((value) => app.api.as(value).get('/api/auth/session')),
    );
    return values.filter((_, i) => answers[i]?.status === 200);
  }

  describe('when the caller must not rotate it', () => {
    it.each<
      [string, () => Promise<TestToken>, (token: TestToken) => Promise<Api> | Api, number, string]
    >([
      ['without a credential', own, () => app.api, 401, 'credential_required'],
      ['a user who may not see it', own, async () => (await createUser(app)).api, 404, 'not_found'],
      ['a viewer of its assistant', own, () => viewer.api, 404, 'not_found'],
      [
        'another token of the assistant',
        own,
        async () => (await own()).api,
        403,
        'insufficient_scope',
      ],
      ['a writer, of a personal token', personal, () => editor.api, 404, 'not_found'],
      [
        'another personal token of the same user',
        personal,
        async () => (await personal()).api,
        403,
        'insufficient_scope',
      ],
      [
        'an admin, of the personal token of a user',
        personal,
        async () => (await createAdmin(app)).api,
        403,
        'forbidden',
      ],
      [
        'itself, when it is read-only',
        () => createToken(app, { owner, assistant, columns: { readOnly: true } }),
        (token) => token.api,
        403,
        'read_only',
      ],
      [
        'itself, when it is personal and read-only',
        () => createToken(app, { owner, columns: { readOnly: true } }),
        (token) => token.api,
        403,
        'read_only',
      ],
      [
        'a read-only personal token of its owner',
        own,
        async () => (await createToken(app, { owner, columns: { readOnly: true } })).api,
        403,
        'read_only',
      ],
    ])('refuses it: %s', async (_name, make, apiOf, status, code) => {
      const token = await make();
      const api = await apiOf(token);
      const before = await storedTokens(app);

      expect(await rotate(api, token)).toMatchObject({ status, body: { code } });

      expect(await storedTokens(app)).toEqual(before);
      expect(await auditedActions(app, token.id)).toEqual([]);
    });

    it('refuses an assistant token, and its owner, without a seat', async () => {
      const seatless = await createUser(app, { seat: false });
      const its = await createAssistant(app, { ownerId: seatless.username });
      const token = await createToken(app, { owner: seatless, assistant: its });
      const before = await storedTokens(app);

      for (const api of [token.api, seatless.api]) {
        expect(await rotate(api, token)).toMatchObject({
          status: 403,
          body: { code: 'seat_required' },
        });
      }
      expect(await storedTokens(app)).toEqual(before);
    });

    it.each<[string, { revokedAt?: Date; expiresAt?: Date }]>([
      ['revoked', { revokedAt: new Date(0) }],
      ['expired', { expiresAt: new Date(0) }],
    ])('refuses one that is %s', async (_name, columns) => {
      const token = await createToken(app, { owner, assistant, columns });
      const before = await storedTokens(app);

      expect(await rotate(owner.api, token)).toMatchObject({
        status: 409,
        body: { code: 'token_not_active' },
      });
      expect((await rotate(token.api, token)).status).toBe(401);
      expect(await storedTokens(app)).toEqual(before);
    });

    it.each<[string, object, string]>([
      ['a negative overlap', { overlapSeconds: -1 }, 'overlapSeconds'],
      ['an overlap of more than a week', { overlapSeconds: WEEK + 1 }, 'overlapSeconds'],
      ['a fraction of a second', { overlapSeconds: 0.5 }, 'overlapSeconds'],
      ['an overlap as text', { overlapSeconds: '60' }, 'overlapSeconds'],
      ['an overlap that is null', { overlapSeconds: null }, 'overlapSeconds'],
      ['a version before the first', { secretVersion: 0 }, 'secretVersion'],
      ['a version as text', { secretVersion: '1' }, 'secretVersion'],
      ['a version beyond the largest', { secretVersion: 2_147_483_648 }, 'secretVersion'],
      ['force as text', { force: 'true' }, 'force'],
      ['an unknown property', { token: 'mine' }, 'token'],
    ])('refuses %s', async (_name, body, field) => {
      const token = await own();
      const before = await storedTokens(app);

      const answer = await rotate(owner.api, token, body);

      expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
      expect(answer.body.details[0].field).toBe(field);
      expect(await storedTokens(app)).toEqual(before);
    });

    it.each([2, 7])('refuses to replace version %i when the current one is 1', async (version) => {
      const token = await own();
      const before = await storedTokens(app);

      expect(await rotate(owner.api, token, { secretVersion: version })).toMatchObject({
        status: 409,
        body: { code: 'version_conflict' },
      });
      expect(await storedTokens(app)).toEqual(before);
      expect((await token.api.get('/api/tokens/self')).status).toBe(200);
    });
  });

  describe('when the caller may rotate it', () => {
    it.each<[string, () => Promise<TestToken>, (token: TestToken) => Promise<Api> | Api]>([
      ['an assistant token: its owner', own, () => owner.api],
      [
        'an assistant token: a personal token of its owner',
        own,
        async () => (await personal()).api,
      ],
      ['an assistant token: another writer', own, () => editor.api],
      ['an assistant token: an admin', own, async () => (await createAdmin(app)).api],
      ['an assistant token: itself', own, (token) => token.api],
      ['a personal token: its owner', personal, () => owner.api],
      ['a personal token: itself', personal, (token) => token.api],
    ])('rotates %s', async (_name, make, apiOf) => {
      const token = await make();
      const api = await apiOf(token);

      const answer = await rotate(api, token, { overlapSeconds: 60 });

      expect(answer.status).toBe(200);
      expect(await liveAmong([token.secret, answer.body.token])).toHaveLength(2);
      expect(await auditedActions(app, token.id)).toEqual(['token.rotated']);
    });

    it('rotates a personal token without a seat', async () => {
      const seatless = await createUser(app, { seat: false });
      const token = await createToken(app, { owner: seatless });

      expect((await rotate(seatless.api, token)).status).toBe(200);
    });

    it('lets the owner rotate a read-only token', async () => {
      const token = await createToken(app, { owner, assistant, columns: { readOnly: true } });

      expect(await rotate(owner.api, token)).toMatchObject({
        status: 200,
        body: { readOnly: true },
      });
    });
  });

  describe('when it has been rotated', () => {
    it('returns a new value once, and keeps everything else', async () => {
      const columns = {
        notes: 'Production',
        data: { crm: 7 },
        restrict: 'cidr',
        cidr: '127.0.0.0/8',
        rateLimitPerMinute: 60,
        onReuse: 'revoke',
        expiresAt: inSeconds(3_600),
      } as const;
      const token = await createToken(app, { owner, assistant, columns });
      const before = await owner.api.get(`/api/tokens/${token.id}`);

      const answer = await rotate(owner.api, token);
      const value: string = answer.body.token;
      const after = await owner.api.get(`/api/tokens/${token.id}`);

      expect(answer.status).toBe(200);
      expect(answer.headers.get('Cache-Control')).toBe('no-store');
      expect(answer.headers.get('Location')).toBeNull();
      expect(value).toMatch(/^i5t_[0-9A-Za-z]{42}$/);
      expect(value).not.toBe(token.secret);
      expect(answer.body).toEqual({ ...after.body, token: value });
      expect(after.body).toEqual({
        ...before.body,
        token: `${value.slice(0, 10)}…`,
        secretVersion: 2,
        secrets: [
          { version: 2, retiresAt: null, retiredAt: null, ...unused(after, 0) },
          {
            version: 1,
            retiresAt: after.body.secrets[0].createdAt,
            retiredAt: after.body.secrets[0].createdAt,
            ...unused(after, 1),
          },
        ],
      });
    });

    it('uses the id from the request in its links', async () => {
      const token = await own();

      const answer = await token.api.post('/api/tokens/self/_rotate', {});

      expect(answer.body._links).toMatchObject({
        self: { href: '/api/tokens/self' },
        'inf:rotate': { href: '/api/tokens/self/_rotate' },
        'inf:assistant': { href: `/api/assistants/${assistant.naturalId}` },
      });
    });

    it('accepts a request without a body', async () => {
      const token = await own();

      const answer = await token.api.post('/api/tokens/self/_rotate');

      expect(answer).toMatchObject({ status: 200, body: { secretVersion: 2 } });
      expect(await liveAmong([token.secret, answer.body.token])).toEqual([answer.body.token]);
    });

    it('refuses the previous secret immediately without an overlap', async () => {
      const token = await own();

      const { body } = await rotate(owner.api, token, { overlapSeconds: 0 });

      expect(await liveAmong([token.secret, body.token])).toEqual([body.token]);
    });

    it.each([1, 3_600, WEEK])('accepts the previous secret for %i seconds', async (seconds) => {
      const token = await own();
      const rotated = await rotate(owner.api, token, { overlapSeconds: seconds });
      const { retiresAt, createdAt } = rotated.body.secrets[1];

      expect(Date.parse(retiresAt) - Date.parse(rotated.body.secrets[0].createdAt)).toBe(
        seconds * 1_000,
      );
      expect(Date.parse(retiresAt)).toBeGreaterThan(Date.parse(createdAt));
      expect(rotated.body.secrets[1].retiredAt).toBeNull();
      if (seconds > 1) {
        app.clock.advance({ seconds: seconds - 60 });
        expect(await liveAmong([token.secret])).toEqual([token.secret]);
      }

      app.clock.advance({ seconds: 60 });
      const fresh = app.api.as(rotated.body.token);

      expect(await liveAmong([token.secret, rotated.body.token])).toEqual([rotated.body.token]);
      expect((await fresh.get('/api/tokens/self')).body.secrets[1]).toMatchObject({
        version: 1,
        retiresAt,
        retiredAt: retiresAt,
      });
    });

    it('ends the secret before the previous one, so that at most two are valid', async () => {
      const token = await own();
      const second = await rotate(owner.api, token, { overlapSeconds: 3_600 });
      const third = await rotate(owner.api, token, { overlapSeconds: 3_600, force: true });

      expect(await liveAmong([token.secret, second.body.token, third.body.token])).toEqual([
        second.body.token,
        third.body.token,
      ]);
      expect(third.body.secrets.map(({ version }: { version: number }) => version)).toEqual([
        3, 2, 1,
      ]);
    });

    it('ends a running overlap when the next rotation has none', async () => {
      const token = await own();
      const second = await rotate(owner.api, token, { overlapSeconds: 3_600 });
      const third = await rotate(owner.api, token);

      expect(await liveAmong([token.secret, second.body.token, third.body.token])).toEqual([
        third.body.token,
      ]);
    });

    it('does not change the end of a secret that was retired before', async () => {
      const token = await own();
      const second = await rotate(owner.api, token);
      app.clock.advance({ seconds: 60 });

      const third = await rotate(owner.api, token);

      expect(third.body.secrets[2]).toEqual(second.body.secrets[1]);
    });

    it('lets the previous secret rotate the token during its overlap', async () => {
      const token = await own();
      await rotate(token.api, token, { overlapSeconds: 60 });

      const again = await rotate(token.api, token, {
        overlapSeconds: 60,
        secretVersion: 2,
        force: true,
      });

      expect(again).toMatchObject({ status: 200, body: { secretVersion: 3 } });
      expect(await liveAmong([token.secret])).toEqual([]);
    });

    it('stores the last use of each version', async () => {
      const token = await own();
      await token.api.get('/api/auth/session');
      const rotated = await rotate(owner.api, token);
      await app.flushLastUses();

      const { body } = await owner.api.get(`/api/tokens/${token.id}`);

      expect(rotated.status).toBe(200);
      expect(body.secrets).toMatchObject([
        { version: 2, lastUsedAt: null, lastUsedAddress: null },
        { version: 1, lastUsedAt: expect.any(String), lastUsedAddress: '127.0.0.1' },
      ]);
    });

    it('gives access to its assistant as before', async () => {
      const token = await own();
      const { body } = await rotate(token.api, token);
      const renewed = app.api.as(body.token);

      expect((await renewed.get(`/api/assistants/${assistant.naturalId}`)).status).toBe(200);
      expect((await renewed.get(`/api/assistants/${assistant.id}/tokens`)).status).toBe(200);
    });
  });

  describe('when many do it at once', () => {
    it('lets exactly one replace the version it names', async () => {
      const token = await own();
      const callers = [owner.api, editor.api, token.api, (await personal()).api];

      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          rotate(callers[i % callers.length] as Api, token, {
            secretVersion: 1,
            overlapSeconds: 3_600,
          }),
        ),
      );

      const [winner, ...others] = answers.filter(({ status }) => status === 200);
      expect(others).toEqual([]);
      expect(winner?.body.secretVersion).toBe(2);
      for (const { status, body } of answers.filter(({ status }) => status !== 200)) {
        expect([status, body.code]).toEqual([409, 'version_conflict']);
      }
      expect(await liveAmong([token.secret, winner?.body.token])).toHaveLength(2);
      expect(await auditedActions(app, token.id)).toEqual(['token.rotated']);
    });

    it('leaves at most two valid secrets', async () => {
      const token = await own();

      const answers = await Promise.all(
        Array.from({ length: 20 }, () =>
          rotate(owner.api, token, { overlapSeconds: 3_600, force: true }),
        ),
      );

      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      const byVersion = answers
        .map(({ body }) => body)
        .sort((a, b) => a.secretVersion - b.secretVersion);
      expect(byVersion.map(({ secretVersion }) => secretVersion)).toEqual(
        Array.from({ length: 20 }, (_, i) => i + 2),
      );
      const values = [token.secret, ...byVersion.map(({ token: value }) => value as string)];
      expect(await liveAmong(values)).toEqual(values.slice(-2));
      expect((await owner.api.get(`/api/tokens/${token.id}`)).body.secrets).toHaveLength(21);
    });

    it('leaves no valid secret if the token is revoked in the meantime', async () => {
      for (let round = 0; round < 5; round++) {
        const token = await own();
        const rotations = Array.from({ length: 8 }, () =>
          rotate(owner.api, token, { overlapSeconds: 3_600, force: true }),
        );
        const revocation = editor.api.delete(`/api/tokens/${token.id}`);

        const answers = await Promise.all(rotations);

        expect((await revocation).status).toBe(204);
        for (const { status, body } of answers) {
          expect([200, 409]).toContain(status);
          if (status === 409) expect(body.code).toBe('token_not_active');
        }
        const values = answers.filter(({ status }) => status === 200).map(({ body }) => body.token);
        expect(await liveAmong([token.secret, ...values])).toEqual([]);
      }
    });
  });
});

/** The parts of a secret that a rotation does not change. */
function unused({ body }: Answer, index: number): object {
  const { createdAt } = body.secrets[index];
  return { createdAt, lastUsedAt: null, lastUsedAddress: null, leakedAt: null };
}

/** The session is longer than the tests move the clock. */
async function createUserForYears(app: TestApp): Promise<TestUser> {
  const user = await createUser(app);
  const session = await createSession(app, user.id, YEARS_MS);
  return { ...user, session, api: app.api.as(session) };
}
