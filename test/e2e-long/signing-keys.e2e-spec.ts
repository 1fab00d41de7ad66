import { createSecretKey, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import { ConfigError } from '../../src/platform/config/config.error.js';
import { openPrivateKey } from '../../src/platform/crypto/key-encryption.js';
import { SigningKeysService } from '../../src/verification/oauth/signing-keys/signing-keys.service.js';
import { createToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import { startAppForTest } from '../support/app-for-test.js';
import { auditedActions } from '../support/database-rows.js';
import { exchange, OfflineVerifier } from '../support/oauth.js';
import { TestApp } from '../support/test-app.js';

const KEY = randomBytes(32).toString('base64');
/** The beginning of a private Ed25519 key in PKCS #8 (RFC 8410, section 7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

interface Row {
  kid: string;
  private_key: Buffer;
  encrypted: boolean;
}

describe('the signing keys', () => {
  let app: TestApp;
  let secret: string;

  beforeEach(async () => {
    app = await startAppForTest();
    secret = (await createToken(app, { owner: await createUser(app) })).secret;
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  const refresh = (of = app) => of.nest.get(SigningKeysService).refresh();
  const rows = () =>
    app.dataSource.query<Row[]>('SELECT * FROM signing_keys ORDER BY activates_at');
  const sameDatabase = (env: Record<string, string> = {}) =>
    startAppForTest({ database: app.database, env });

  async function publishedBy(of = app): Promise<string[]> {
    const { body } = await of.api.get('/.well-known/jwks.json');
    return body.keys.map(({ kid }: { kid: string }) => kid);
  }

  async function jwtFrom(of = app): Promise<string> {
    return (await exchange(of, secret)).body.access_token;
  }

  async function signerOf(of = app): Promise<string | undefined> {
    return decodeProtectedHeader(await jwtFrom(of)).kid;
  }

  describe('when they are published', () => {
    it('show only their public parts, and can be cached for five minutes', async () => {
      const answer = await app.api.get('/.well-known/jwks.json', { headers: { Accept: '*/*' } });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('Content-Type')).toBe('application/json; charset=utf-8');
      expect(answer.headers.get('Cache-Control')).toBe('public, max-age=300');
      expect(answer.body).toEqual({
        keys: [
          {
            kty: 'OKP',
            crv: 'Ed25519',
            x: expect.stringMatching(/^[\w-]{43}$/),
            kid: await signerOf(),
            use: 'sig',
            alg: 'EdDSA',
          },
        ],
      });
    });

    it('are the same after a restart', async () => {
      expect(await publishedBy(await sameDatabase())).toEqual(await publishedBy());
    });

    it('have an audit record of each creation', async () => {
      const [kid = ''] = await publishedBy();
      expect(await auditedActions(app, kid)).toEqual(['signing_key.created']);
    });
  });

  describe('when they rotate', () => {
    it('are published a day before and after they sign, and every JWT can be verified', async () => {
      const [first] = await publishedBy();
      const before = new OfflineVerifier(app);
      await before.verify(await jwtFrom());

      app.clock.advance({ days: 28, seconds: 86_000 });
      await refresh();
      expect(await publishedBy()).toEqual([first]);

      app.clock.advance({ seconds: 600 });
      await refresh();
      const [, second] = await publishedBy();
      expect(await publishedBy()).toEqual([first, second]);
      expect(await signerOf()).toBe(first);
      const lastOfFirst = await jwtFrom();

      app.clock.advance({ days: 1 });
      expect(await signerOf()).toBe(second);
      await before.verify(await jwtFrom());
      await before.verify(lastOfFirst, { currentDate: new Date() });
      await refresh();
      expect(await publishedBy()).toEqual([first, second]);

      app.clock.advance({ days: 1 });
      await refresh();
      expect(await publishedBy()).toEqual([second]);
      expect((await rows()).map(({ kid }) => kid)).toEqual([second]);
      expect(await signerOf()).toBe(second);
    });

    it('follow SIGNING_KEY_ROTATION_DAYS', async () => {
      const daily = await sameDatabase({ SIGNING_KEY_ROTATION_DAYS: '1' });
      expect(await publishedBy(daily)).toHaveLength(2);
      expect(await signerOf(daily)).toBe(await signerOf());
      daily.clock.advance({ days: 1, seconds: 1 });
      expect(await signerOf(daily)).not.toBe(await signerOf());
    });

    it('sign only after they were published for a day, even after a downtime', async () => {
      const [first] = await publishedBy();
      app.clock.advance({ days: 365 });
      await refresh();
      expect(await publishedBy()).toHaveLength(2);
      expect(await signerOf()).toBe(first);
      app.clock.advance({ days: 1, seconds: 1 });
      expect(await signerOf()).not.toBe(first);
    });
  });

  describe('of several instances', () => {
    it('are one key for all instances that start at once on a new database', async () => {
      await app.dataSource.query('DELETE FROM signing_keys');
      const others = await Promise.all([sameDatabase(), sameDatabase(), sameDatabase()]);
      const published = await Promise.all(others.map(publishedBy));
      expect(await rows()).toHaveLength(1);
      expect(new Set(published.flat()).size).toBe(1);
    });

    it('rotate once if all instances find it due', async () => {
      const others = [await sameDatabase(), await sameDatabase()];
      const all = [app, ...others];
      for (const { clock } of all) clock.advance({ days: 30 });
      await Promise.all([...all, ...all].map((one) => refresh(one)));
      expect(await rows()).toHaveLength(2);
      const published = await Promise.all(all.map(publishedBy));
      expect(published).toEqual(all.map(() => published[0]));
    });

    it('can be verified with the key set of every instance', async () => {
      const other = await sameDatabase();
      app.clock.advance({ days: 30 });
      other.clock.advance({ days: 30 });
      await refresh();
      await refresh(other);
      app.clock.advance({ days: 1, seconds: 1 });
      const jwt = await jwtFrom();
      await new OfflineVerifier(other).verify(jwt, {
        issuer: app.api.url,
        currentDate: app.clock.now(),
      });
    });

    it('are replaced if somebody deletes them because they leaked', async () => {
      const [leaked] = await publishedBy();
      await app.dataSource.query('DELETE FROM signing_keys');
      await refresh();
      expect(await publishedBy()).not.toContain(leaked);
      expect(await signerOf()).not.toBe(leaked);
      await new OfflineVerifier(app).verify(await jwtFrom());
    });

    it('work from memory while the database is unavailable', async () => {
      const published = await publishedBy();
      jest.spyOn(app.dataSource.manager, 'find').mockRejectedValue(new Error('gone'));
      await expect(refresh()).rejects.toThrow('gone');
      expect(await publishedBy()).toEqual(published);
    });
  });

  describe('at rest', () => {
    it('are not encrypted without ENCRYPTION_KEY', async () => {
      const [row] = await rows();
      expect(row?.encrypted).toBe(false);
      expect(row?.private_key.includes(PKCS8_PREFIX)).toBe(true);
    });

    it('are encrypted separately with ENCRYPTION_KEY', async () => {
      await app.dataSource.query('DELETE FROM signing_keys');
      const encrypting = await sameDatabase({
        ENCRYPTION_KEY: KEY,
        SIGNING_KEY_ROTATION_DAYS: '1',
      });
      await refresh(encrypting);
      const [first, second] = await rows();
      if (!first || !second) throw new Error('There are two keys.');
      const encryptionKey = createSecretKey(KEY, 'base64');
      for (const { kid, private_key: sealed, encrypted } of [first, second]) {
        expect(encrypted).toBe(true);
        const opened = openPrivateKey(sealed, kid, encryptionKey);
        expect(opened?.subarray(0, PKCS8_PREFIX.length)).toEqual(PKCS8_PREFIX);
        expect(sealed.includes(opened?.subarray(PKCS8_PREFIX.length) ?? '')).toBe(false);
      }
      expect(openPrivateKey(first.private_key, second.kid, encryptionKey)).toBeNull();
      await new OfflineVerifier(encrypting).verify(await jwtFrom(encrypting));
    });

    it('that are not encrypted stay valid, and are encrypted at the next start', async () => {
      const jwt = await jwtFrom();
      const [plain] = await rows();
      const encrypting = await sameDatabase({ ENCRYPTION_KEY: KEY });
      const [row] = await rows();
      expect(row).toMatchObject({ kid: plain?.kid, encrypted: true });
      expect(row?.private_key.includes(PKCS8_PREFIX)).toBe(false);
      await new OfflineVerifier(encrypting).verify(jwt, { issuer: app.api.url });
      expect(await signerOf(encrypting)).toBe(plain?.kid);
      // The instance without the key continues with the keys in its memory.
      await refresh();
      expect(await signerOf()).toBe(plain?.kid);
    });

    it.each([
      ['another ENCRYPTION_KEY', { ENCRYPTION_KEY: randomBytes(32).toString('hex') }],
      ['no ENCRYPTION_KEY', {}],
    ])('prevent a start with %s, and do not change', async (_what, env) => {
      await sameDatabase({ ENCRYPTION_KEY: KEY });
      const before = await rows();
      const start = TestApp.start({ database: app.database, env });
      await expect(start).rejects.toThrow(ConfigError);
      await expect(start).rejects.toThrow(
        /^ENCRYPTION_KEY must be the key that encrypted the signing key \S+ in the database\./,
      );
      expect(await rows()).toEqual(before);
    });

    it('are in no response and no log line', async () => {
      const encrypting = await sameDatabase({ ENCRYPTION_KEY: KEY, LOG_LEVEL: 'trace' });
      const { active } = encrypting.nest.get(SigningKeysService);
      const { d } = active.privateKey.export({ format: 'jwk' });
      expect(d).toHaveLength(43);
      const seen = [
        (await encrypting.api.get('/.well-known/jwks.json')).text,
        await jwtFrom(encrypting),
        encrypting.log.text,
        app.log.text,
      ];
      for (const text of seen) {
        expect(text).not.toContain(d);
        expect(text).not.toContain(KEY);
      }
    });
  });
});
