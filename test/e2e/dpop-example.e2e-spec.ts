import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import * as dpop from 'dpop';
import { createAssistant } from '../factories/assistants.factory.js';
import { createBoundToken } from '../factories/bound-tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import { TestApp } from '../support/test-app.js';

const EXAMPLE = /```js\nimport (\{[^}]*\}) from 'dpop';\n(.*?)```/s;

interface Example {
  thumbprint: string;
  call: (token: string, url: string, init?: RequestInit) => Promise<Response>;
}

let app: TestApp;

beforeAll(async () => {
  app = await TestApp.start();
});

afterAll(() => app.close());

/** Runs the code of docs/dpop.md. */
async function runExample(): Promise<Example> {
  const page = await readFile('docs/dpop.md', 'utf8');
  const [, imports = '', code = ''] = EXAMPLE.exec(page) ?? [];
  const body = `return (async () => { ${code}; return { thumbprint, call }; })()`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  return (new Function(imports, body) as (library: typeof dpop) => Promise<Example>)(dpop);
}

it('the example for a phone does what it says', async () => {
  const owner = await createUser(app);
  const assistant = await createAssistant(app, { ownerId: owner.username });
  const { thumbprint, call } = await runExample();
  const { secret } = await createBoundToken(app, { owner, assistant, jkt: thumbprint });
  for (const path of ['/api/auth/session', `/api/assistants/${assistant.id}?a=b`]) {
    expect((await call(secret, app.api.url + path)).status).toBe(200);
  }
  expect((await call(secret, `${app.api.url}/api/tokens/self`, { method: 'DELETE' })).status).toBe(
    204,
  );
  expect((await call(secret, `${app.api.url}/api/auth/session`)).status).toBe(401);
});
