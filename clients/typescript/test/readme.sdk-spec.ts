import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { ADMIN_PASSWORD } from '../../../test/support/service-process.js';
import { ask } from './support/listening.js';
import { Service } from './support/service.js';

const PACKAGE = path.resolve('clients/typescript');
const BLOCK = /^```js\n([^]*?)^```$/gm;
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** The programs of the README, in their order; the later ones need what the first one makes. */
describe('the README', () => {
  const text = readFileSync(path.join(PACKAGE, 'README.md'), 'utf8');
  const programs = [...text.matchAll(BLOCK)].map(([, program = '']) => program);
  const running: ChildProcessWithoutNullStreams[] = [];
  let service: Service;
  let env: Record<string, string>;

  beforeAll(async () => {
    service = await Service.start();
    env = {
      ASSISTANT_TOKENS_URL: service.baseUrl,
      ADMIN_PASSWORD,
      INTROSPECTION_TOKEN: await service.asker(),
      WEBHOOK_SECRET: SECRET,
      PORT: '0',
    };
  });
  afterAll(async () => {
    for (const child of running) {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
  });

  function start(program = ''): ChildProcessWithoutNullStreams {
    const child = spawn(process.execPath, ['--input-type=module'], { cwd: PACKAGE, env });
    child.stdout.setEncoding('utf8');
    child.stdin.end(program);
    return child;
  }

  /** @returns what it prints */
  async function run(program: string | undefined): Promise<string> {
    const child = start(program);
    let output = '';
    child.stdout.on('data', (piece: string) => (output += piece));
    child.stderr.on('data', (piece: Buffer) => (output += piece.toString()));
    const [code] = (await once(child, 'close')) as [number];
    expect({ code, output }).toMatchObject({ code: 0 });
    return output;
  }

  /** @returns the address of what listens */
  async function serve(program: string | undefined): Promise<string> {
    const child = start(program);
    running.push(child);
    const [line] = (await once(child.stdout, 'data')) as [string];
    return `http://127.0.0.1:${/Port (\d+)/.exec(line)?.[1] ?? ''}`;
  }

  it('has six programs', () => {
    expect(programs).toHaveLength(6);
  });

  it('shows the story of a token', async () => {
    const output = await run(programs[0]);

    expect(output).toMatch(/Show me top deals[^]*insufficient_scope [^]*\nCRM active\n$/);
  });

  it('shows an answer as it comes', async () => {
    const { token } = await service.token('team:sales-assistant');
    env.ASSISTANT_TOKEN = token;

    expect(await run(programs[1])).toContain('Show me top deals');
  });

  it('shows a service that asks about tokens', async () => {
    const url = `${await serve(programs[2])}/deals`;
    const { token } = await service.token('team:sales-assistant');

    expect(await ask(url)).toMatchObject({ status: 401 });
    expect(await ask(url, token)).toMatchObject({ status: 200, body: { for: 'admin' } });
  });

  it('shows a service that verifies offline', async () => {
    const url = await serve(programs[3]);
    const { token } = await service.token('team:sales-assistant');
    const { access_token: jwt } = await service.admin.oauth.exchange({ token });

    expect(await ask(url)).toMatchObject({ status: 401 });
    const response = await fetch(url, { headers: { Authorization: `Bearer ${jwt}` } });
    expect(await response.text()).toBe('Hello admin');
  });

  it('shows a receiver of webhooks', async () => {
    const url = `${await serve(programs[4])}/hook`;
    const body = '{"type":"webhook.test"}';
    const at = new Date();
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(SECRET).sign('msg_1', at, body),
    };

    const forged = await fetch(url, { method: 'POST', headers, body: `${body} ` });
    const genuine = await fetch(url, { method: 'POST', headers, body });

    expect([forged.status, genuine.status]).toEqual([400, 204]);
  });

  it('shows a change that overwrites nobody', async () => {
    await run(programs[5]);

    expect(await service.admin.assistants.retrieve('team:sales-assistant')).toMatchObject({
      description: 'Knows every deal',
    });
  });
});
