import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { TestApp } from '../support/test-app.js';

const WRITERS = 16;

describe('a flood of writes that never ends', () => {
  let app: TestApp;
  let admin: TestUser;
  let user: TestUser;

  beforeAll(async () => {
    app = await TestApp.start({ env: { DATABASE_POOL_SIZE: '20' } });
    admin = await createAdmin(app);
  });

  afterAll(() => app.close());

  /** Sends several writes at once, over and over, until `change` has a response. */
  async function during(
    write: () => Promise<Answer>,
    change: () => Promise<Answer>,
  ): Promise<Answer> {
    const flood = { over: false };
    const writers = Array.from({ length: WRITERS }, async () => {
      while (!flood.over) await write();
    });
    await Promise.all(Array.from({ length: WRITERS }, write));
    const answer = await change();
    flood.over = true;
    await Promise.all(writers);
    return answer;
  }

  const disable = () => admin.api.patch(`/api/users/${user.username}`, { disabled: true });

  it('by a user does not keep an admin from disabling the user', async () => {
    user = await createUser(app);
    const { id } = await createToken(app, { owner: user });
    const write = () => user.api.patch(`/api/tokens/${id}`, { notes: 'again' });
    expect((await during(write, disable)).status).toBe(200);
    expect((await write()).status).toBe(401);
  });

  it('by an assistant token does not keep an admin from disabling its owner', async () => {
    user = await createUser(app);
    const assistant = await createAssistant(app, { ownerId: user.username });
    const { api } = await createToken(app, { owner: user, assistant });
    const write = () => api.post('/api/tokens/self/_rotate', { secretVersion: 99 });
    expect((await during(write, disable)).status).toBe(200);
    expect((await write()).status).toBe(401);
  });
});
