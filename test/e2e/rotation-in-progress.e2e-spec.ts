import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createSession, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { auditedActions } from '../support/database-rows.js';
import { postForm } from '../support/oauth.js';
import { expectNoChange, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const WHO_AM_I = '/api/auth/session';
const HOUR = 3_600;
const YEAR_MS = 31_536_000_000;

describe('rotating a token while an overlap runs', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    const user = await createUser(app);
    const session = await createSession(app, user.id, YEAR_MS);
    owner = { ...user, session, api: app.api.as(session) };
    assistant = await createAssistant(app, { ownerId: owner.username });
  });

  afterAll(() => app.close());

  function rotate({ id }: { id: string }, body: object): Promise<Answer> {
    return owner.api.post(`/api/tokens/${id}/_rotate`, body);
  }

  /** A token whose first secret is in its overlap of an hour. */
  async function createOverlapping(): Promise<TestToken & { second: string }> {
    const columns = { onReuse: 'revoke' } as const;
    const token = await createToken(app, { owner, assistant, columns });
    const { body } = await rotate(token, { overlapSeconds: HOUR });
    return { ...token, second: body.token };
  }

  const statusOf = async (secret: string) => (await app.api.as(secret).get(WHO_AM_I)).status;
  const read = async ({ id }: TestToken) => (await owner.api.get(`/api/tokens/${id}`)).body;

  it.each([{}, { force: false }])('is refused with another overlap: %j', async (more) => {
    const token = await createOverlapping();
    await expectRefused(
      app,
      () => rotate(token, { overlapSeconds: 1, ...more }),
      409,
      'rotation_in_progress',
    );
    expect([await statusOf(token.secret), await statusOf(token.second)]).toEqual([200, 200]);
  });

  it('is refused as a version conflict if it names another version', async () => {
    const token = await createOverlapping();
    const again = () => rotate(token, { overlapSeconds: 1, secretVersion: 1 });
    await expectRefused(app, again, 409, 'version_conflict');
  });

  it('is possible with another overlap as soon as the overlap has ended', async () => {
    const token = await createOverlapping();
    app.clock.advance({ seconds: HOUR });
    expect((await rotate(token, { overlapSeconds: 1 })).status).toBe(200);
  });

  it('lets one of many rotations with an overlap through', async () => {
    const token = await createToken(app, { owner, assistant });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => rotate(token, { overlapSeconds: HOUR })),
    );
    const codes = answers.map(({ body }) => body.code as string | undefined);
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set([undefined, 'rotation_in_progress']));
    expect(await statusOf(token.secret)).toBe(200);
  });

  describe.each<[string, object]>([
    ['with force', { overlapSeconds: HOUR, force: true }],
    ['without an overlap', {}],
  ])('%s', (_name, body) => {
    it('refuses the secret whose overlap it cuts short, which is no reuse', async () => {
      const token = await createOverlapping();
      const promised = (await read(token)).secrets[1].retiresAt;
      const rotated = await rotate(token, body);
      const cut = rotated.body.secrets[2];

      expect([rotated.status, cut.retiresAt]).toEqual([200, cut.retiredAt]);
      expect(Date.parse(cut.retiresAt)).toBeLessThan(Date.parse(promised));
      expect(await statusOf(token.secret)).toBe(401);
      app.clock.advance({ seconds: HOUR - 120 });
      expect(await statusOf(token.secret)).toBe(401);
      expect(await read(token)).toMatchObject({ status: 'active', reusedAt: null });
      expect(await statusOf(rotated.body.token)).toBe(200);
    });

    it('takes it as reuse from the moment on that was promised', async () => {
      const token = await createOverlapping();
      const rotated = await rotate(token, body);
      app.clock.advance({ seconds: HOUR - 30 });
      expect(await statusOf(token.secret)).toBe(401);
      app.clock.advance({ seconds: 31 });
      expect(await statusOf(token.secret)).toBe(401);
      expect(await statusOf(rotated.body.token)).toBe(401);
      expect(await read(token)).toMatchObject({ status: 'revoked' });
      expect(await auditedActions(app, token.id)).toContain('token.reused');
    });

    it('lets nobody revoke the token with the secret whose overlap it cuts short', async () => {
      const token = await createOverlapping();
      await rotate(token, body);
      const revoke = () => postForm(app.api, '/api/oauth/revoke', { token: token.secret });
      expect((await expectNoChange(app, revoke)).status).toBe(200);
      expect(await read(token)).toMatchObject({ status: 'active' });
    });
  });

  it('without an overlap takes the secret that it replaces as reuse at once', async () => {
    const token = await createOverlapping();
    const rotated = await rotate(token, {});
    expect(await statusOf(token.second)).toBe(401);
    expect(await statusOf(rotated.body.token)).toBe(401);
    expect(await read(token)).toMatchObject({ status: 'revoked' });
  });
});
