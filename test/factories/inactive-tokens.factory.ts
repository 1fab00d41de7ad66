import { generateSecret } from '../../src/admission/credentials/secret.js';
import type { TestApp } from '../support/test-app.js';
import { createAssistant } from './assistants.factory.js';
import { createTeamAssistant } from './team-assistant.factory.js';
import { createToken } from './tokens.factory.js';
import { createAdmin, createSession, createUser } from './users.factory.js';

/** Creates one value of every kind that is not active. Introspection must not tell them apart. */
export const INACTIVE_TOKENS: Record<string, (app: TestApp) => string | Promise<string>> = {
  'an unknown token': () => generateSecret('i5t_'),
  'an unknown session': () => generateSecret('i5s_'),
  'an unknown child token': () => generateSecret('i5c_'),
  'an empty text': () => '',
  'what is no token': () => 'garbage',
  'a token of another service': () => 'eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl',
  'a very long text': () => 'i5t_'.repeat(10_000),
  'text in another script': () => 'ключ',
  'a token with a wrong checksum': () => `i5t_${'0'.repeat(42)}`,
  'a token with a space after it': async (app) => {
    const { secret } = await createToken(app, { owner: await createUser(app) });
    return `${secret} `;
  },
  'an expired token': async (app) => {
    const columns = { expiresAt: app.clock.now() };
    return (await createToken(app, { owner: await createUser(app), columns })).secret;
  },
  'a revoked token': async (app) => {
    const owner = await createUser(app);
    const { id, secret } = await createToken(app, { owner });
    await owner.api.delete(`/api/tokens/${id}`);
    return secret;
  },
  'a retired secret': async (app) => {
    const { secret, api } = await createToken(app, { owner: await createUser(app) });
    await api.post('/api/tokens/self/_rotate', {});
    return secret;
  },
  'a token of a disabled user': async (app) => {
    const owner = await createUser(app);
    const { secret } = await createToken(app, { owner });
    await (await createAdmin(app)).api.patch(`/api/users/${owner.username}`, { disabled: true });
    return secret;
  },
  'a token of a deleted user': async (app) => {
    const owner = await createUser(app);
    const { secret } = await createToken(app, { owner });
    await (await createAdmin(app)).api.delete(`/api/users/${owner.username}`);
    return secret;
  },
  'a token of a deleted assistant': async (app) => {
    const owner = await createUser(app);
    const assistant = await createAssistant(app, { ownerId: owner.username });
    const { secret } = await createToken(app, { owner, assistant });
    await owner.api.delete(`/api/assistants/${assistant.id}`);
    return secret;
  },
  'an assistant token of a user without a seat': async (app) => {
    const owner = await createUser(app, { seat: false });
    const assistant = await createAssistant(app, { ownerId: owner.username });
    return (await createToken(app, { owner, assistant })).secret;
  },
  'an assistant token of a user who may no longer see the assistant': async (app) => {
    const { assistant } = await createTeamAssistant(app);
    return (await createToken(app, { owner: await createUser(app), assistant })).secret;
  },
  'an expired session': async (app) => createSession(app, (await createUser(app)).id, 0),
  'a session that was logged out': async (app) => {
    const user = await createUser(app);
    await user.api.post('/api/auth/logout');
    return user.session;
  },
  'a session of somebody else': async (app) => (await createUser(app)).session,
  'a session of an admin': async (app) => (await createAdmin(app)).session,
};
