import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../src/admission/principal.js';
import { CredentialResolver } from '../../src/admission/resolution/credential.resolver.js';
import { NO_PRECONDITION } from '../../src/api/conditional/precondition.js';
import { Reservation } from '../../src/api/idempotency/reservation.js';
import { newId } from '../../src/platform/ids/id.js';
import { RotateTokenDto } from '../../src/tokens/dto/rotate-token.dto.js';
import { TokenRotationService } from '../../src/tokens/rotation/token-rotation.service.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { auditedActions } from '../support/database-rows.js';
import { TestApp } from '../support/test-app.js';

describe('rotating a token with an Idempotency-Key', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
  });

  afterAll(() => app.close());

  const issue = () => createToken(app, { owner, assistant });

  function rotate(api: Api, { id }: TestToken, key: string, body: object = {}): Promise<Answer> {
    return api.post(`/api/tokens/${id}/_rotate`, body, { headers: { 'Idempotency-Key': key } });
  }

  const isLive = async (secret: string) =>
    (await app.api.as(secret).get('/api/auth/session')).status === 200;

  function expectReplay(again: Answer, first: Answer): void {
    const value: string = first.body.token;
    expect(again.status).toBe(200);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect(again.headers.get('Cache-Control')).toBe('no-store');
    expect(again.body).toMatchObject({
      id: first.body.id,
      secretVersion: first.body.secretVersion,
      token: `${value.slice(0, 10)}…`,
      notice: expect.any(String),
    });
    expect(again.text).not.toContain(value);
  }

  it.each([
    ['without an overlap', {}],
    ['with an overlap', { overlapSeconds: 60 }],
    ['that names the version', { secretVersion: 1 }],
  ])('answers the same version again, without its value: %s', async (_what, body) => {
    const token = await issue();
    const key = newId();
    const first = await rotate(owner.api, token, key, body);
    const again = await rotate(owner.api, token, key, body);

    expect([first.status, first.body.secretVersion]).toEqual([200, 2]);
    expect(first.headers.get('Idempotency-Replayed')).toBeNull();
    expectReplay(again, first);
    expect(await isLive(first.body.token)).toBe(true);
    expect(await auditedActions(app, token.id)).toEqual(['token.rotated']);
  });

  it('answers a token that rotates itself with an overlap', async () => {
    const token = await issue();
    const key = newId();
    const first = await rotate(token.api, token, key, { overlapSeconds: 60 });
    expectReplay(await rotate(token.api, token, key, { overlapSeconds: 60 }), first);
  });

  it('rotates once, however many ask at once', async () => {
    const token = await issue();
    const key = newId();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => rotate(owner.api, token, key)),
    );
    expect(answers.map(({ status, body }) => [status, body.secretVersion])).toEqual(
      answers.map(() => [200, 2]),
    );
    expect(await auditedActions(app, token.id)).toEqual(['token.rotated']);
  });

  it('finds the version of an attempt that was interrupted before its answer was stored', async () => {
    const token = await issue();
    const key = newId();
    const first = await rotate(owner.api, token, key);
    await app.dataSource.query(
      `UPDATE idempotency_keys SET status = NULL, body = NULL, locked_until = now() - interval '1 year'
       WHERE scope = $1`,
      [owner.id],
    );
    expectReplay(await rotate(owner.api, token, key), first);
    expect(await auditedActions(app, token.id)).toEqual(['token.rotated']);
  });

  it('does not rotate again when an attempt goes on after another one has rotated for it', async () => {
    const token = await issue();
    const principal = await app.nest.get(CredentialResolver).resolve(owner.session, '127.0.0.1');
    const reservation = newId();
    const attempt = () =>
      app.nest
        .get(TokenRotationService)
        .rotate(
          { principal: principal as Principal, address: '127.0.0.1' },
          token.id,
          new RotateTokenDto(),
          NO_PRECONDITION,
          new Reservation(reservation),
        );
    const { value } = await attempt();

    await expect(attempt()).rejects.toMatchObject({ code: 'idempotency_key_in_use' });
    expect(await isLive(value)).toBe(true);
    expect(await auditedActions(app, token.id)).toEqual(['token.rotated']);
  });

  it('refuses the key for another rotation, and rotates again with another key', async () => {
    const token = await issue();
    const key = newId();
    await rotate(owner.api, token, key);
    const other = await rotate(owner.api, token, key, { overlapSeconds: 60 });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    expect((await rotate(owner.api, token, newId())).body.secretVersion).toBe(3);
  });

  it('does not use up the key when it is refused', async () => {
    const token = await issue();
    const key = newId();
    const refused = await rotate(owner.api, token, key, { secretVersion: 7 });
    expect([refused.status, refused.body.code]).toEqual([409, 'version_conflict']);
    expect((await rotate(owner.api, token, key, { secretVersion: 1 })).status).toBe(200);
  });
});
