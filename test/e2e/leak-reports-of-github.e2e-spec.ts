import { generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import { auditedLeaks, reportsHandled } from '../support/leaks.js';
import { fingerprintOf } from '../support/fingerprint.js';
import { TestApp } from '../support/test-app.js';

const KEY_ID = 'f9525bf080f75b3506ca1ead061add62b8633a346606dc5fe544e29231c6ee0d';
const URL = 'https://github.com/octocat/Hello-World/blob/main/foo.txt';
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

describe('a report in the format of the GitHub partner program', () => {
  let directory: string;
  let app: TestApp;
  let token: TestToken;

  beforeAll(async () => {
    directory = mkdtempSync(path.join(tmpdir(), 'assistant-tokens-github-'));
    const file = path.join(directory, 'keys.json');
    const key = publicKey.export({ type: 'spki', format: 'pem' });
    writeFileSync(file, JSON.stringify({ public_keys: [{ key_identifier: KEY_ID, key }] }));
    app = await TestApp.start({ env: { GITHUB_SECRET_SCANNING_KEYS: file } });
    token = await createToken(app, { owner: await createUser(app) });
  });

  afterAll(async () => {
    await app.close();
    rmSync(directory, { recursive: true });
  });

  const alertsAbout = ({ secret }: TestToken) =>
    JSON.stringify([{ token: secret, type: 'assistant_token', url: URL, source: 'content' }]);

  const signed = (body: string, key: KeyObject = privateKey, keyId = KEY_ID) => ({
    'Github-Public-Key-Identifier': keyId,
    'Github-Public-Key-Signature': sign('sha256', Buffer.from(body), key).toString('base64'),
  });

  const send = (body: string, headers: Record<string, string>, to = app) =>
    to.api.with(headers).post('/api/leaks', body);

  it('is refused with a wrong signature, and nothing happens', async () => {
    const body = alertsAbout(token);
    const before = await fingerprintOf(app);
    const { privateKey: another } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

    for (const headers of [
      signed(body, another),
      signed(`${body} `),
      signed(body, privateKey, 'another'),
      { ...signed(body), 'Github-Public-Key-Signature': 'AAAA' },
      { 'Github-Public-Key-Signature': signed(body)['Github-Public-Key-Signature'] },
    ]) {
      expect(await send(body, headers)).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      });
    }
    expect(await fingerprintOf(app)).toBe(before);
  });

  it('is refused if no keys are configured', async () => {
    const without = await TestApp.start();

    try {
      const body = alertsAbout(token);
      expect((await send(body, signed(body), without)).status).toBe(403);
    } finally {
      await without.close();
    }
  });

  it.each([
    ['an object', '{"tokens":[]}', 'invalid_request'],
    ['an item without a token', '[{"type":"a"}]', 'validation_failed'],
    ['an item that is null', '[null]', 'validation_failed'],
    ['malformed JSON', '[', 'invalid_request'],
  ])('is refused if it is signed and has another shape: %s', async (_name, body, code) => {
    expect(await send(body, signed(body))).toMatchObject({ status: 400, body: { code } });
  });

  it('is accepted with its signature, and the owner learns where the token was found', async () => {
    const body = alertsAbout(token);

    const answer = await send(body, signed(body));
    await reportsHandled(app);

    expect([answer.status, answer.text]).toEqual([202, '{}']);
    expect(await auditedLeaks(app, token.id)).toMatchObject([
      { action: 'token.leaked', details: { source: 'GitHub', url: URL, action: 'alert' } },
    ]);
  });

  it('may have many items', async () => {
    const body = JSON.stringify(
      Array.from({ length: 500 }, (_, index) => ({ token: `none ${index}`, type: 'a', url: URL })),
    );

    expect((await send(body, signed(body))).status).toBe(202);
  });
});
