import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Api } from '../support/api.js';
import { newDataDir, ServiceProcess } from '../support/service-process.js';
import { runShell } from '../support/shell.js';

const PATIENCE_MS = 240_000;
const SET_UP = `
  cd test/clients/authlib
  python3 -m venv .venv
  .venv/bin/pip install --quiet --require-hashes -r requirements.txt`;
const ASK = 'cd test/clients/authlib && .venv/bin/python ask.py';

describe('Authlib, the OAuth client for Python, as it comes', () => {
  let service: ServiceProcess;
  let admin: Api;

  beforeAll(async () => {
    await runShell(SET_UP, { environment: {}, patienceMs: PATIENCE_MS });
    service = await ServiceProcess.start(await newDataDir());
    admin = service.api.as(await service.logIn());
  }, PATIENCE_MS);

  afterAll(() => service.end('SIGTERM'));

  async function issue(body: object): Promise<{ id: string; value: string }> {
    const { body: issued, status } = await admin.post('/api/tokens', body);
    expect(status).toBe(201);
    return { id: issued.id as string, value: issued.token as string };
  }

  it.each(['client_secret_basic', 'client_secret_post'])(
    'introspects, exchanges and revokes a token with %s',
    async (method) => {
      const assistant = { ownerId: 'admin', slug: method.replaceAll('_', '-'), name: 'Sales' };
      const { body } = await admin.post('/api/assistants', assistant);
      const asker = await issue({ type: 'personal' });
      const token = await issue({ type: 'assistant', assistantId: body.id });

      const printed = await runShell(ASK, {
        environment: {
          // The test has no TLS.
          AUTHLIB_INSECURE_TRANSPORT: '1',
          BASE_URL: service.api.url,
          METHOD: method,
          CLIENT_ID: asker.id,
          CLIENT_SECRET: asker.value,
          TOKEN: token.value,
        },
        patienceMs: PATIENCE_MS,
      });

      expect(JSON.parse(printed)).toEqual({
        refused: expect.objectContaining({ status: 401, code: 'invalid_token' }),
        before: expect.objectContaining({ status: 200, active: true, jti: token.id }),
        exchanged: expect.objectContaining({ token_type: 'Bearer', expires_in: 60 }),
        revoked: 200,
        after: { status: 200, active: false },
      });
      expect((await service.api.as(token.value).get('/api/auth/session')).status).toBe(401);
    },
    PATIENCE_MS,
  );
});
