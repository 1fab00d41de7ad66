import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createAdmin } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { TestApp } from '../support/test-app.js';

/** Signed events can never be changed, so a secret in one of them would stay for ever. */
describe('a secret that somebody pastes', () => {
  let app: TestApp;
  let admin: TestUser;
  let assistant: TestAssistant;
  let leaked: string;

  beforeAll(async () => {
    app = await TestApp.start({ env: { TOKEN_PREFIX: 'acme_' } });
    admin = await createAdmin(app);
    assistant = await createAssistant(app, { ownerId: admin.username });
    leaked = (await create({})).body.token;
  });

  afterAll(() => app.close());

  const create = (body: object) =>
    admin.api.post('/api/tokens', { type: 'assistant', assistantId: assistant.id, ...body });

  /** Everything that the trail stores about a subject. */
  async function storedAbout(subjectId: string): Promise<string> {
    const [row] = await app.dataSource.query<[{ events: string }]>(
      `SELECT json_agg(event ORDER BY id)::text AS events FROM audit_events event
       WHERE subject_id = $1`,
      [subjectId],
    );
    return row.events;
  }

  async function expectMasked(subjectId: string): Promise<void> {
    const events = await storedAbout(subjectId);
    expect(events).toContain('[masked]');
    expect(events).not.toContain(leaked);
    expect(events).not.toContain(leaked.slice(-30));
  }

  it.each(['_pause', '_resume'])(
    'as the reason of a pause is masked everywhere (%s)',
    async (route) => {
      const { body: token } = await create({});
      const reason = `Found ${leaked} in a log`;

      const single = await admin.api.post(`/api/tokens/${token.id}/_pause`, { reason });
      if (route === '_resume') {
        await admin.api.post(`/api/tokens/${token.id}/_resume`);
        await admin.api.post('/api/tokens/_pause', { ids: [token.id], reason });
      }

      expect(single.body.pausedReason).toBe('Found [masked] in a log');
      const { body } = await admin.api.get(`/api/tokens/${token.id}`);
      expect(body.pausedReason).toBe('Found [masked] in a log');
      await expectMasked(token.id);
    },
  );

  it('into the notes, from which the name comes, is masked in the trail', async () => {
    const { body: token } = await create({ notes: `For ${leaked}` });
    await expectMasked(token.id);
  });

  it.each<[string, (secret: string) => object]>([
    ['name', (secret) => ({ name: `Key ${secret}` })],
    ['tags', (secret) => ({ tags: [secret] })],
    ['tags', (secret) => ({ tags: [`key=${secret}`] })],
  ])(
    'into the %s of a token is refused, and the response does not repeat it',
    async (field, of) => {
      const body = of(leaked);
      const { body: token } = await create({});

      for (const answer of [
        await create(body),
        await admin.api.patch(`/api/tokens/${token.id}`, body),
      ]) {
        expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
        expect(answer.body.details).toEqual([{ field, message: expect.any(String) }]);
        expect(answer.text).not.toContain(leaked);
      }
    },
  );

  it('as the name of a user is masked as the actor and as the subject', async () => {
    const password = 'correct horse battery staple';
    const user = { username: 'pasted', displayName: leaked, password, role: 'admin' };
    await admin.api.post('/api/users', user);
    const { body: session } = await app.api.post('/api/auth/login', {
      username: 'pasted',
      password,
    });
    const { body: token } = await create({});
    await app.api.as(session.token).post(`/api/tokens/${token.id}/_pause`);

    await expectMasked('pasted');
    await expectMasked(token.id);
  });

  it('at the end of a long user agent leaves no part of itself', async () => {
    const { body: token } = await create({});
    const agent = admin.api.with({ 'User-Agent': `${'x'.repeat(215)} ${leaked}` });

    await agent.delete(`/api/tokens/${token.id}`);

    const events = await storedAbout(token.id);
    expect(events).toContain('x'.repeat(200));
    expect(events).not.toContain(leaked.slice(0, 20));
  });
});
