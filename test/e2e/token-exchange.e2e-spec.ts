import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { decodeProtectedHeader, errors } from 'jose';
import { generateSecret } from '../../src/admission/credentials/secret.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { startAppForTest } from '../support/app-for-test.js';
import { whileHeld } from '../support/lock-waits.js';
import { exchange, OfflineVerifier, postForm } from '../support/oauth.js';
import { expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const JWT_TYPE = 'urn:ietf:params:oauth:token-type:jwt';
const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token';
const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:token-exchange';

type Columns = NonNullable<Parameters<typeof createToken>[1]['columns']>;

describe('a token exchange', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;
  let verifier: OfflineVerifier;

  beforeAll(async () => {
    app = await TestApp.start();
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
    verifier = new OfflineVerifier(app);
  });

  afterAll(() => app.close());

  const tokenWith = (columns: Columns = {}) => createToken(app, { owner, assistant, columns });
  const inSeconds = (seconds: number) => new Date(app.clock.now().getTime() + seconds * 1_000);

  async function expectRefusal(
    request: () => Promise<Answer>,
    status: number,
    error: string,
    code: string,
  ): Promise<Answer> {
    const answer = await expectRefused(app, request, status, code);
    expect(answer.body).toMatchObject({ error, error_description: answer.body.message });
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    return answer;
  }

  it('counts toward the limit of the token', async () => {
    const { secret, api } = await tokenWith({ rateLimitPerMinute: 2 });
    expect((await exchange(app, secret)).status).toBe(200);
    const second = await exchange(app, secret);
    expect(second.headers.get('RateLimit')).toMatch(/^"token";r=0;/);
    expect(await exchange(app, secret)).toMatchObject({
      status: 429,
      body: { code: 'too_many_requests' },
    });
    expect((await api.get('/api/auth/session')).status).toBe(429);
  });

  it('counts an invalid second credential as a failed authentication', async () => {
    const strict = await startAppForTest({ env: { AUTH_FAILURES_PER_MINUTE: '2' } });
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) {
      const guess = { Authorization: `Bearer ${generateSecret('i5t_')}` };
      statuses.push((await exchange(strict, 'x', {}, guess)).status);
    }
    expect(statuses).toEqual([401, 401, 429]);
  });

  describe('is refused', () => {
    it.each<[string, () => Promise<string> | string]>([
      ['unknown', () => generateSecret('i5t_')],
      ['malformed', () => 'garbage'],
      ['mistyped', async () => `${(await tokenWith()).secret.slice(0, -6)}000000`],
      ['expired', async () => (await tokenWith({ expiresAt: app.clock.now() })).secret],
      ['revoked', async () => (await tokenWith({ revokedAt: app.clock.now() })).secret],
      ['of a disabled user', () => secretOf({ disabled: true })],
      ['replaced', replacedSecret],
    ])('for a token that is %s, with the same response', async (_what, secretFor) => {
      const secret = await secretFor();
      await exchange(app, secret); // A replaced secret is recorded, once a minute.
      const { body } = await expectRefusal(
        () => exchange(app, secret),
        400,
        'invalid_request',
        'invalid_subject_token',
      );
      expect(body.message).toBe('The subject token is not valid.');
    });

    it('for a session', async () => {
      await expectRefusal(
        () => exchange(app, owner.session),
        400,
        'invalid_request',
        'invalid_subject_token',
      );
    });

    it.each<[string, Columns]>([
      ['cidr', { restrict: 'cidr', cidr: '127.0.0.0/8' }],
      ['host', { restrict: 'host', host: 'app.example.com' }],
    ])('for a token with %s, which cannot be checked offline', async (_what, columns) => {
      const { secret } = await tokenWith(columns);
      await expectRefusal(
        () => exchange(app, secret, {}, { Origin: 'https://app.example.com' }),
        400,
        'invalid_request',
        'invalid_subject_token',
      );
    });

    it('for a JWT, which cannot be renewed', async () => {
      const { body } = await exchange(app, (await tokenWith()).secret);
      await expectRefusal(
        () => exchange(app, body.access_token),
        400,
        'invalid_request',
        'invalid_subject_token',
      );
    });

    it('when the owner has no seat, also for a personal token and an assistant', async () => {
      const seatless = await createUser(app, { seat: false });
      const own = await createAssistant(app, { ownerId: seatless.username });
      const limited = await createToken(app, { owner: seatless, assistant: own });
      const personal = await createToken(app, { owner: seatless });
      const requests = [
        () => exchange(app, limited.secret),
        () => exchange(app, personal.secret, { audience: own.naturalId }),
        () => exchange(app, personal.secret, { audience: 'no:such' }),
      ];
      for (const request of requests) {
        await expectRefusal(request, 403, 'invalid_request', 'seat_required');
      }
    });

    it('when the owner can no longer see the assistant', async () => {
      const team = await createTeamAssistant(app);
      const { secret } = await createToken(app, { owner: team.owner, assistant: team.assistant });
      await app.dataSource.query('DELETE FROM team_members WHERE user_id = $1', [team.owner.id]);
      await expectRefusal(() => exchange(app, secret), 403, 'invalid_request', 'forbidden');
    });

    it('for another assistant than that of the token, whether it exists or not', async () => {
      const other = await createAssistant(app, { ownerId: owner.username });
      const { secret } = await tokenWith();
      const fields: Record<string, string>[] = [
        { audience: other.naturalId },
        { audience: other.id },
        { audience: 'no:such' },
        { audience: `${assistant.naturalId} ${other.naturalId}` },
        { resource: `${app.api.url}/api/assistants/${other.naturalId}` },
        { resource: `https://elsewhere.example.com/api/assistants/${assistant.naturalId}` },
        { resource: 'https://reports.example.com' },
        { audience: assistant.naturalId, resource: 'https://reports.example.com' },
      ];
      for (const field of fields) {
        await expectRefusal(
          () => exchange(app, secret, field),
          400,
          'invalid_target',
          'invalid_target',
        );
      }
    });

    it('for an assistant that the owner of a personal token cannot see', async () => {
      const stranger = await createUser(app);
      const foreign = await createAssistant(app, { ownerId: stranger.username });
      const { secret } = await createToken(app, { owner });
      for (const audience of [foreign.naturalId, foreign.id, 'no:such', '%00', owner.username]) {
        await expectRefusal(
          () => exchange(app, secret, { audience }),
          400,
          'invalid_target',
          'invalid_target',
        );
      }
      const both = {
        audience: assistant.naturalId,
        resource: `${app.api.url}/api/assistants/${foreign.naturalId}`,
      };
      await expectRefusal(
        () => exchange(app, secret, both),
        400,
        'invalid_target',
        'invalid_target',
      );
    });

    it('for more scope than the token has', async () => {
      const readOnly = await tokenWith({ readOnly: true });
      const limited = await tokenWith();
      const personal = await createToken(app, { owner });
      const requests = [
        () => exchange(app, readOnly.secret, { scope: 'assistant:use' }),
        () => exchange(app, readOnly.secret, { scope: 'assistant:read assistant:use' }),
        () => exchange(app, limited.secret, { scope: 'tokens:create' }),
        () => exchange(app, limited.secret, { scope: 'assistant:read  assistant:use' }),
        () => exchange(app, limited.secret, { scope: ' ' }),
        () => exchange(app, personal.secret, { scope: 'audit:read' }),
        () =>
          exchange(app, personal.secret, {
            audience: assistant.naturalId,
            scope: 'tokens:create',
          }),
      ];
      for (const request of requests) {
        await expectRefusal(request, 400, 'invalid_scope', 'invalid_scope');
      }
    });

    it.each(['client_credentials', 'password', 'authorization_code', 'TOKEN-EXCHANGE'])(
      'for the grant %s',
      async (grantType) => {
        const form = { grant_type: grantType, username: 'a', password: 'b' };
        await expectRefusal(
          () => postForm(app.api, '/api/oauth/token', form),
          400,
          'unsupported_grant_type',
          'unsupported_grant_type',
        );
      },
    );

    it('for a request of another shape', async () => {
      const { secret } = await tokenWith();
      const forms: [Record<string, string>, string][] = [
        [{ subject_token: '' }, 'subject_token'],
        [{ grant_type: '' }, 'grant_type'],
        [{ subject_token_type: JWT_TYPE }, 'subject_token_type'],
        [{ requested_token_type: `${GRANT_TYPE}:saml2` }, 'requested_token_type'],
        [{ actor_token: secret }, 'actor_token'],
        [{ actor_token_type: ACCESS_TOKEN_TYPE }, 'actor_token_type'],
      ];
      for (const [form, field] of forms) {
        const { body } = await expectRefusal(
          () => exchange(app, secret, form),
          400,
          'invalid_request',
          'validation_failed',
        );
        expect(body.details.map((detail: { field: string }) => detail.field)).toEqual([field]);
      }
    });

    it('for two subject tokens', async () => {
      const { secret } = await tokenWith();
      const form = new URLSearchParams([
        ['grant_type', GRANT_TYPE],
        ['subject_token_type', ACCESS_TOKEN_TYPE],
        ['subject_token', secret],
        ['subject_token', (await tokenWith()).secret],
      ]);
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
      await expectRefusal(
        () => app.api.post('/api/oauth/token', form.toString(), { headers }),
        400,
        'invalid_request',
        'validation_failed',
      );
    });

    it('for a token in the query', async () => {
      const { secret } = await tokenWith();
      await expectRefusal(
        () => postForm(app.api, `/api/oauth/token?subject_token=${secret}`, {}),
        400,
        'invalid_request',
        'credential_in_request',
      );
    });

    it('for a body of another media type', async () => {
      await expectRefusal(
        () => app.api.post('/api/oauth/token', 'x', { headers: { 'Content-Type': 'text/plain' } }),
        415,
        'invalid_request',
        'unsupported_media_type',
      );
    });

    it('with another method, in the shape of every other error', async () => {
      const answer = await app.api.get('/api/oauth/token');
      expect([answer.status, answer.body.error]).toEqual([405, 'Method Not Allowed']);
    });

    describe('with a bearer credential beside the subject token', () => {
      const as = (secret: string) => ({ Authorization: `Bearer ${secret}` });

      it('that is not valid', async () => {
        const { secret } = await tokenWith();
        const answer = await expectRefusal(
          () => exchange(app, secret, {}, as(generateSecret('i5t_'))),
          401,
          'invalid_client',
          'invalid_token',
        );
        expect(answer.headers.get('WWW-Authenticate')).toContain('error="invalid_token"');
      });

      it('that belongs to another user without the permission to introspect', async () => {
        const { secret } = await tokenWith();
        const stranger = await createUser(app);
        const others = [
          stranger.session,
          (await createToken(app, { owner: stranger })).secret,
          (await tokenWith()).secret,
        ];
        for (const other of others) {
          await expectRefusal(
            () => exchange(app, secret, {}, as(other)),
            400,
            'invalid_request',
            'multiple_credentials',
          );
        }
      });

      it('that must not be used from this address', async () => {
        const { secret } = await tokenWith();
        const service = await createUser(app, { permissions: ['tokens:introspect'] });
        const elsewhere = await createToken(app, {
          owner: service,
          columns: { restrict: 'cidr', cidr: '192.0.2.0/24' },
        });
        await expectRefusal(
          () => exchange(app, secret, {}, as(elsewhere.secret)),
          403,
          'invalid_request',
          'address_not_allowed',
        );
      });

      it('unless it is the same, may introspect tokens, or is not a bearer token', async () => {
        const { secret } = await tokenWith();
        const service = await createUser(app, { permissions: ['tokens:introspect'] });
        const fine = [
          as(secret),
          as((await createToken(app, { owner: service })).secret),
          { Authorization: 'Basic cmVwb3J0aW5nOg==' },
          { Cookie: `assistant-tokens=${service.session}` },
        ];
        for (const headers of fine) {
          expect((await exchange(app, secret, {}, headers)).status).toBe(200);
        }
      });
    });
  });

  describe('of an assistant token', () => {
    let token: TestToken;
    let answer: Answer;

    beforeAll(async () => {
      token = await tokenWith();
      answer = await exchange(app, token.secret);
    });

    it('gets the response of RFC 8693, which caches must not store', () => {
      expect(answer.status).toBe(200);
      expect(answer.headers.get('Cache-Control')).toBe('no-store');
      expect(answer.headers.get('Content-Type')).toBe('application/json; charset=utf-8');
      expect(answer.body).toEqual({
        access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        issued_token_type: ACCESS_TOKEN_TYPE,
        token_type: 'Bearer',
        expires_in: 60,
        scope: 'assistant:read assistant:use',
      });
    });

    it('issues a JWT for this assistant only, which anybody can verify', async () => {
      const jwt = answer.body.access_token;
      const payload = await verifier.verify(jwt, { audience: assistant.naturalId });
      expect(payload).toEqual({
        iss: app.api.url,
        sub: owner.id,
        aud: assistant.naturalId,
        client_id: token.id,
        jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
        iat: expect.any(Number),
        exp: Number(payload.iat) + 60,
        scope: 'assistant:read assistant:use',
        username: owner.username,
        token_id: token.id,
        read_only: false,
        assistant_id: assistant.naturalId,
        assistant_uuid: assistant.id,
      });
      await expect(verifier.verify(jwt, { audience: 'team:other' })).rejects.toThrow(
        errors.JWTClaimValidationFailed,
      );
    });

    it('names the key and the type, and contains nothing of the secret', () => {
      const jwt: string = answer.body.access_token;
      expect(decodeProtectedHeader(jwt)).toEqual({
        alg: 'EdDSA',
        typ: 'at+jwt',
        kid: expect.any(String),
      });
      expect(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()).not.toContain('i5t_');
    });

    it('issues a JWT that becomes invalid when a byte changes', async () => {
      const [header = '', payload = '', signature = ''] = answer.body.access_token.split('.');
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
      const forged = Buffer.from(JSON.stringify({ ...claims, read_only: true }));
      await expect(
        verifier.verify(`${header}.${forged.toString('base64url')}.${signature}`),
      ).rejects.toThrow(errors.JWSSignatureVerificationFailed);
    });

    it('issues a JWT that this API does not accept', async () => {
      const holder = app.api.as(answer.body.access_token);
      for (const path of [`/api/assistants/${assistant.id}`, '/api/auth/session']) {
        const refused = await holder.get(path);
        expect([refused.status, refused.body.code]).toEqual([401, 'invalid_token']);
      }
    });

    it('issues a different JWT each time', async () => {
      const other = await exchange(app, token.secret);
      const [one, two] = await Promise.all([
        verifier.verify(answer.body.access_token),
        verifier.verify(other.body.access_token),
      ]);
      expect(one.jti).not.toBe(two.jti);
    });

    it('accepts JSON too', async () => {
      const { status } = await app.api.post('/api/oauth/token', {
        grant_type: GRANT_TYPE,
        subject_token: token.secret,
        subject_token_type: ACCESS_TOKEN_TYPE,
        client_id: 'reporting',
      });
      expect(status).toBe(200);
    });

    it('reports the requested token type', async () => {
      const { body } = await exchange(app, token.secret, { requested_token_type: JWT_TYPE });
      expect(body.issued_token_type).toBe(JWT_TYPE);
    });

    it('counts as a use of the token, and logs neither the JWT nor the secret', async () => {
      const used = await tokenWith();
      const { body } = await exchange(app, used.secret);
      await app.flushLastUses();
      const read = await owner.api.get(`/api/tokens/${used.id}`);
      expect(read.body.lastUsedAddress).toBe('127.0.0.1');
      expect(app.log.text).not.toContain(body.access_token);
      expect(app.log.lines).toContainEqual(
        expect.objectContaining({
          route: '/api/oauth/token',
          principal: { username: owner.username, kind: 'assistant', credentialId: used.id },
        }),
      );
    });

    it.each([
      ['its natural id', () => ({ audience: assistant.naturalId })],
      ['its UUID', () => ({ audience: assistant.id.toUpperCase() })],
      ['its URL', () => ({ resource: `${app.api.url}/api/assistants/${assistant.naturalId}` })],
    ])('accepts its assistant by %s', async (_what, fields) => {
      const { body } = await exchange(app, token.secret, fields());
      expect((await verifier.verify(body.access_token)).aud).toBe(assistant.naturalId);
    });

    it('grants a smaller scope on request', async () => {
      const { body } = await exchange(app, token.secret, { scope: 'assistant:read' });
      expect(body.scope).toBe('assistant:read');
      expect(await verifier.verify(body.access_token)).toMatchObject({
        scope: 'assistant:read',
        read_only: true,
      });
    });

    it('for a read-only token says so', async () => {
      const { secret } = await tokenWith({ readOnly: true });
      const { body } = await exchange(app, secret);
      expect(await verifier.verify(body.access_token)).toMatchObject({
        scope: 'assistant:read',
        read_only: true,
      });
    });
  });

  describe('of a personal token', () => {
    it('has the service as the audience, and the scope of its user', async () => {
      const token = await createToken(app, { owner });
      const { body } = await exchange(app, token.secret);
      const payload = await verifier.verify(body.access_token, { audience: app.api.url });
      expect(payload).toMatchObject({
        sub: owner.id,
        scope: 'assistant:read assistant:use assistants:create tokens:create',
        read_only: false,
      });
      expect(payload).not.toHaveProperty('assistant_id');
    });

    it('has only read scopes for a read-only token', async () => {
      const token = await createToken(app, { owner, columns: { readOnly: true } });
      const { body } = await exchange(app, token.secret);
      expect(await verifier.verify(body.access_token)).toMatchObject({
        scope: 'assistant:read',
        read_only: true,
      });
    });

    it('has no scope that its user does not have', async () => {
      const user = await createUser(app, { seat: false, permissions: [] });
      const { secret } = await createToken(app, { owner: user });
      const { body } = await exchange(app, secret);
      expect(body).not.toHaveProperty('scope');
      expect(await verifier.verify(body.access_token)).not.toHaveProperty('scope');
    });

    it('can be limited to an assistant that its user can see', async () => {
      const { owner: editor, viewer, assistant: shared } = await createTeamAssistant(app);
      for (const user of [editor, viewer]) {
        const token = await createToken(app, { owner: user });
        const { body } = await exchange(app, token.secret, { audience: shared.id });
        expect(
          await verifier.verify(body.access_token, { audience: shared.naturalId }),
        ).toMatchObject({ assistant_id: shared.naturalId, scope: 'assistant:read assistant:use' });
      }
    });
  });

  describe('issues a JWT that expires', () => {
    const expiryOf = async (answer: Answer) =>
      Number((await verifier.verify(answer.body.access_token)).exp) * 1_000;

    it('after 60 seconds', async () => {
      const moving = await startAppForTest();
      const user = await createUser(moving);
      const { secret } = await createToken(moving, { owner: user });
      const { body } = await exchange(moving, secret);
      const elsewhere = new OfflineVerifier(moving);
      await elsewhere.verify(body.access_token);
      moving.clock.advance({ seconds: 61 });
      await expect(elsewhere.verify(body.access_token)).rejects.toThrow(errors.JWTExpired);
    });

    it('no later than the token', async () => {
      const expiresAt = inSeconds(20);
      const { secret } = await tokenWith({ expiresAt });
      const answer = await exchange(app, secret);
      expect(answer.body.expires_in).toBeLessThanOrEqual(20);
      expect(await expiryOf(answer)).toBeLessThanOrEqual(expiresAt.getTime());
    });

    it('no later than the overlap of the secret that was presented', async () => {
      const token = await tokenWith();
      const rotated = await token.api.post('/api/tokens/self/_rotate', { overlapSeconds: 30 });
      const old = rotated.body.secrets.find(({ version }: { version: number }) => version === 1);
      const answer = await exchange(app, token.secret);
      expect(await expiryOf(answer)).toBeLessThanOrEqual(Date.parse(old.retiresAt));
      expect((await exchange(app, rotated.body.token)).body.expires_in).toBe(60);
    });

    it('never in the second of its issue: then there is no JWT', async () => {
      const second = Math.floor(Date.now() / 1_000) * 1_000;
      const { secret } = await tokenWith({ expiresAt: new Date(second + 900) });
      const clock = jest.spyOn(app.clock, 'now').mockReturnValue(new Date(second + 200));
      try {
        await expectRefusal(
          () => exchange(app, secret),
          400,
          'invalid_request',
          'invalid_subject_token',
        );
      } finally {
        clock.mockRestore();
      }
    });
  });

  describe('when the token is revoked at the same time', () => {
    it('issues no JWT after the revocation', async () => {
      const token = await tokenWith();
      expect((await exchange(app, token.secret)).status).toBe(200);
      const answer = await whileHeld(
        app,
        (runner) => runner.query('LOCK TABLE token_secrets'),
        () => exchange(app, token.secret),
        (runner) => runner.query('UPDATE tokens SET revoked_at = now() WHERE id = $1', [token.id]),
      );
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_subject_token']);
    });
  });

  describe('when PUBLIC_URL is set', () => {
    it('uses that as the issuer, whatever host the client uses', async () => {
      const published = await startAppForTest({
        database: app.database,
        env: { PUBLIC_URL: 'https://tokens.example.com' },
      });
      const { secret } = await tokenWith();
      const { body } = await exchange(published, secret, {
        resource: `https://tokens.example.com/api/assistants/${assistant.naturalId}`,
      });
      const payload = await verifier.verify(body.access_token, {
        issuer: 'https://tokens.example.com',
      });
      expect(payload.aud).toBe(assistant.naturalId);
    });
  });

  async function secretOf(options: Parameters<typeof createUser>[1]): Promise<string> {
    const user = await createUser(app, options);
    return (await createToken(app, { owner: user })).secret;
  }

  async function replacedSecret(): Promise<string> {
    const token = await tokenWith();
    await token.api.post('/api/tokens/self/_rotate', {});
    return token.secret;
  }
});
