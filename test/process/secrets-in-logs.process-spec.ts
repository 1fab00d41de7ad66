import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, Api } from '../support/api.js';
import { newDataDir, ServiceProcess } from '../support/service-process.js';
import { exchange } from '../support/raw-request.js';

const SECRET = /i5[stc]_[0-9A-Za-z]{42}|whsec_[0-9A-Za-z+/]{43}=/g;
const ASSISTANT = 'team:sales-assistant';

/** Secrets that must not appear in a log. */
const secrets = new Set<string>();

function password(): string {
  const value = `hush-${randomBytes(12).toString('hex')}`;
  secrets.add(value);
  return value;
}

function keepSecretsOf({ text, headers }: Answer): void {
  const cookies = headers.getSetCookie().join();
  for (const secret of `${text}${cookies}`.match(SECRET) ?? []) secrets.add(secret);
}

async function issue(api: Api, path: string, body: object): Promise<{ id: string; value: string }> {
  const answer = await api.post(path, body);
  keepSecretsOf(answer);
  expect([200, 201]).toContain(answer.status);
  return { id: answer.body.id as string, value: answer.body.token as string };
}

/** Runs the steps of the demo. */
async function runStory(api: Api, adminPassword: string) {
  const login = await api.post('/api/auth/login', { username: 'admin', password: adminPassword });
  keepSecretsOf(login);
  const session = login.body.token as string;
  const admin = api.as(session);
  await admin.post('/api/teams', { id: 'team', name: 'The team' });
  await admin.post('/api/assistants', { ownerId: 'team', slug: 'sales-assistant', name: 'Sales' });
  const hook = { url: 'https://hooks.invalid/', events: ['token.created'] };
  const { id: hookId } = await issue(admin, `/api/assistants/${ASSISTANT}/webhooks`, hook);
  await issue(admin, `/api/webhooks/${hookId}/_rotate`, { overlapSeconds: 60 });
  const first = await issue(admin, '/api/tokens', { type: 'assistant', assistantId: ASSISTANT });
  const holder = api.as(first.value);
  const rotate = '/api/tokens/self/_rotate';
  const second = await issue(holder, rotate, { overlapSeconds: 60, secretVersion: 1 });
  expect((await holder.get(`/api/assistants/${ASSISTANT}`)).status).toBe(200);
  expect((await holder.post(rotate, { secretVersion: 1 })).status).toBe(409);
  const third = await issue(api.as(second.value), rotate, {});
  expect((await api.as(second.value).get('/api/tokens/self')).status).toBe(401);
  const personal = await issue(admin, '/api/tokens', { type: 'personal' });
  expect((await admin.delete(`/api/tokens/${first.id}`)).status).toBe(204);
  expect((await api.as(third.value).get('/api/tokens/self')).status).toBe(401);
  return { admin, session, token: personal.value, retired: second.value };
}

/** Sends secrets in places where they do not belong. */
async function misuse(api: Api, token: string, session: string): Promise<void> {
  const bearer = api.as(token);
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const answers = await Promise.all([
    api.get(`/api/auth/session?access_token=${token}`),
    bearer.get(`/api/tokens?cursor=${token}&limit=${token}`),
    bearer.get(`/api/tokens/${token}`),
    bearer.get(`/api/assistants/${token}/tokens`),
    bearer.get(`/api/no-such-route/${token}?token=${session}`),
    api.post('/api/auth/login', `access_token=${token}`, { headers: form }),
    bearer.post('/api/tokens', `{"type":"personal","notes":"${token}`),
    bearer.post('/api/tokens', { type: token, [token]: token }),
    bearer.post('/api/assistants', { slug: token, name: token, ownerId: token }),
    api.with({ Authorization: `Bearer ${token}, Bearer ${session}` }).get('/api/auth/session'),
    api.with({ Authorization: `Bearer ${token}x` }).get('/api/auth/session'),
    api.with({ Authorization: `Basic ${token}` }).get('/api/auth/session'),
    api.with({ Cookie: `assistant-tokens=${token}` }).get('/api/auth/session'),
    bearer.with({ Cookie: `assistant-tokens=${session}` }).get('/api/auth/session'),
    api.as(session).with({ 'User-Agent': token, Referer: token }).get('/api/auth/session'),
  ]);
  expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  await exchange(api.url, `GET /${token} HTTP/1.1\r\nHost: a\r\n${token}\r\n\r\n`);
}

async function handlePasswords(api: Api, admin: Api): Promise<void> {
  const first = password();
  const user = { username: 'somebody', displayName: 'Somebody', password: first };
  expect((await admin.post('/api/users', user)).status).toBe(201);
  expect((await admin.post('/api/users', user)).status).toBe(409);
  expect((await admin.post('/api/users', { ...user, displayName: 7 })).status).toBe(400);
  const login = { username: 'somebody', password: first };
  expect((await api.post('/api/auth/login', JSON.stringify(login).slice(0, -1))).status).toBe(400);
  expect((await api.post('/api/auth/login', { ...login, extra: first })).status).toBe(400);
  const wrong = await api.post('/api/auth/login', { username: 'somebody', password: password() });
  expect(wrong.status).toBe(401);
  const mixedUp = await api.post('/api/auth/login', { username: password(), password: first });
  expect(mixedUp.status).toBeGreaterThanOrEqual(400);
  const changed = await admin.patch('/api/users/somebody', { password: password() });
  expect(changed.status).toBe(200);
}

describe('the logs at the most verbose level', () => {
  let logs: Record<'output' | 'database', string>;

  beforeAll(async () => {
    const dataDir = await newDataDir();
    const adminPassword = password();
    const env = { LOG_LEVEL: 'trace', ADMIN_PASSWORD: adminPassword };
    const service = await ServiceProcess.start(dataDir, { env });
    const { admin, session, token, retired } = await runStory(service.api, adminPassword);
    await misuse(service.api, token, session);
    await misuse(service.api, retired, session);
    await handlePasswords(service.api, admin);
    expect((await admin.post('/api/auth/logout')).status).toBe(204);
    await service.end('SIGTERM');
    logs = {
      output: service.output,
      database: await readFile(path.join(dataDir, 'postgres.log'), 'utf8'),
    };
  }, 60_000);

  it('exist', () => {
    expect(secrets.size).toBeGreaterThanOrEqual(11);
    expect(logs.output.match(/"msg":"request"/g)?.length).toBeGreaterThan(50);
    expect(logs.output).toContain('Somebody presented a retired secret.');
    expect(logs.database).toContain('ready to accept connections');
  });

  it.each(['output', 'database'] as const)('contain no secrets: %s', (log) => {
    const leaked = [...secrets].flatMap((secret) =>
      logs[log].split('\n').filter((line) => line.includes(secret)),
    );
    expect(leaked).toEqual([]);
    expect(logs[log]).not.toMatch(SECRET);
  });

  it('contain no random parts of secrets either', () => {
    const parts = [...secrets].map((secret) => secret.slice(10));
    expect(parts.filter((part) => `${logs.output}${logs.database}`.includes(part))).toEqual([]);
  });
});
