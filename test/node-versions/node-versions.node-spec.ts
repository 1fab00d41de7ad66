import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Api } from '../support/api.js';
import { rawRequest } from '../support/raw-request.js';
import { DEMO, MAIN, newDataDir, ServiceProcess } from '../support/service-process.js';

const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  engines: { node: string };
};

/** @returns the path of a program that npm downloads when it is not there yet */
function programOf(version: string): string {
  const path = ['exec', '--yes', `--package=node@${version}`, '--'];
  return execFileSync('npm', [...path, 'node', '--print', 'process.execPath'], {
    encoding: 'utf8',
    // Old versions refuse the options of the tests.
    env: { ...process.env, NODE_OPTIONS: '' },
  }).trim();
}

/** An assistant with a chat in it. */
async function startChat(api: Api): Promise<void> {
  const answers = [
    await api.post('/api/assistants', { slug: 'sales', name: 'Sales assistant' }),
    await api.post('/api/chats', {
      assistantId: 'admin:sales',
      message: { role: 'user', content: 'Show me top deals' },
    }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([201, 201]);
}

describe.each(['18.20.8', '20.20.2', '24.18.0'])('Node.js %s', (version) => {
  it.each([
    ['service', MAIN],
    ['demo', DEMO],
  ])('is refused in one sentence, and nothing is written: the %s', async (_what, file) => {
    const dataDir = await newDataDir();
    const service = ServiceProcess.spawn(dataDir, { command: [programOf(version), file] });

    expect(await service.ended).toEqual({ code: 1, signal: null });
    expect(service.stdout).toBe('');
    expect(service.stderr).toBe(
      `The service runs on Node.js 24 from 24.19, or 26.6 and newer, and this is ${version}: start it with npm start, which uses the version that npm ci installs.\n`,
    );
    expect(existsSync(dataDir)).toBe(false);
  });
});

/** The lowest version of each range in package.json. */
const lowest = [...engines.node.matchAll(/\d+\.\d+\.\d+/g)].map(([version]) => version);

describe.each(lowest)('Node.js %s', (version) => {
  it('runs the service: it starts, answers a chat, reads every header and stops', async () => {
    const service = await ServiceProcess.start(await newDataDir(), {
      command: [programOf(version), '--enable-source-maps', MAIN],
    });
    const session = await service.logIn();

    await startChat(service.api.as(session));
    const unsafe = await rawRequest(service.api.url, {
      target: '/api/auth/verify',
      headers: [
        `Authorization: Bearer ${await readOnlyToken(service.api.as(session))}`,
        ...Array.from({ length: 3_000 }, () => 'a:'),
        'X-Original-Method: POST',
      ],
    });

    expect([unsafe.status, unsafe.body.code]).toEqual([403, 'read_only']);
    expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
  });
});

async function readOnlyToken(api: Api): Promise<string> {
  const { body } = await api.post('/api/tokens', { type: 'personal', readOnly: true });
  return body.token as string;
}
