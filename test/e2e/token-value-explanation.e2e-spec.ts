import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import { deriveChild } from '../factories/children.factory.js';
import { INACTIVE_TOKENS } from '../factories/inactive-tokens.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { expectInvalid, expectNoChange, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const READ = { path: '/api/auth/session' };

describe('POST /api/tokens/_explain', () => {
  let app: TestApp;
  let owner: TestUser;
  let finder: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    owner = await createUser(app);
    finder = await createUser(app, { permissions: ['tokens:find'] });
  });

  afterAll(() => app.close());

  const explain = (value: string, api = finder.api): Promise<Answer> =>
    api.post('/api/tokens/_explain', { value, ...READ });

  it('refuses a caller without the permission, even for an own token', async () => {
    const { secret } = await createToken(app, { owner });

    await expectRefused(app, () => explain(secret, owner.api), 403, 'forbidden');
  });

  it.each([
    'an unknown token',
    'an unknown child token',
    'what is no token',
    'a token with a wrong checksum',
    'a session of somebody else',
    'a session of an admin',
  ])('does not know %s', async (name) => {
    const value = (await INACTIVE_TOKENS[name]?.(app)) ?? '';

    const answer = await expectRefused(app, () => explain(value), 404, 'not_found');
    expect(answer.text).not.toContain(value);
  });

  it('names all fields that are wrong', async () => {
    await expectInvalid(app, () => finder.api.post('/api/tokens/_explain', { path: 1 }), [
      'value',
      'path',
    ]);
  });

  it('explains a token of somebody else, which it does not link to', async () => {
    const { id, secret } = await createToken(app, { owner });

    const { status, body } = await explain(secret);

    expect([status, body.tokenId, body.allowed, body._links]).toEqual([200, id, true, {}]);
    expect(JSON.stringify(body)).not.toContain(secret);
  });

  it('links to a token that the caller may see', async () => {
    const { id, secret } = await createToken(app, { owner: finder });

    expect((await explain(secret)).body._links).toMatchObject({
      'inf:token': { href: `/api/tokens/${id}` },
    });
  });

  it('explains a child token', async () => {
    const assistant = await createAssistant(app, { ownerId: owner.username });
    const child = await deriveChild(app, await createToken(app, { owner, assistant }));

    expect((await explain(child.secret)).body).toMatchObject({ tokenId: child.id, allowed: true });
  });

  it('tells a retired value from the current one, and reports no reuse', async () => {
    const token = await createToken(app, { owner, columns: { onReuse: 'revoke' } });
    const rotated = await token.api.post('/api/tokens/self/_rotate', {});

    const [retired, current] = await expectNoChange(app, async () => [
      await explain(token.secret),
      await explain(rotated.body.token),
    ]);

    expect(current.body.allowed).toBe(true);
    expect(retired.body).toMatchObject({
      tokenId: token.id,
      allowed: false,
      refusedBy: 'credential',
      checks: [{ code: 'invalid_token', because: { fact: 'retires_at' } }, ...Array(7).fill({})],
    });
  });
});
