import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { expectInvalid, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const UNKNOWN = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';

describe('of several problems with a request', () => {
  let app: TestApp;
  let owner: TestUser;
  let seatless: TestUser;
  let seatlessToken: TestToken;

  beforeAll(async () => {
    app = await TestApp.start();
    owner = await createUser(app);
    seatless = await createUser(app, { seat: false });
    const assistant = await createAssistant(app, { ownerId: seatless.username });
    seatlessToken = await createToken(app, { owner: seatless, assistant });
  });

  afterAll(() => app.close());

  it('the missing seat of a token that rotates itself comes before the invalid body', () =>
    expectRefused(
      app,
      () => seatlessToken.api.post('/api/tokens/self/_rotate', { overlapSeconds: -1 }),
      403,
      'seat_required',
    ));

  it('the invalid body of a rotation comes before the unknown token', () =>
    expectInvalid(
      app,
      () => owner.api.post(`/api/tokens/${UNKNOWN}/_rotate`, { overlapSeconds: -1 }),
      ['overlapSeconds'],
    ));

  it('the invalid cursor comes before the unknown assistant', () =>
    expectRefused(
      app,
      () => owner.api.get(`/api/assistants/${UNKNOWN}/tokens?cursor=none`),
      400,
      'invalid_cursor',
    ));

  it('all problems with a new token are reported together', () =>
    expectInvalid(
      app,
      () =>
        owner.api.post('/api/tokens', {
          type: 'assistant',
          assistantId: 'no natural id',
          notes: 7,
          restrict: 'cidr',
          host: 'example.com',
          expiresAt: '2001-01-01T00:00:00Z',
          unknown: true,
        }),
      ['assistantId', 'notes', 'cidr', 'host', 'expiresAt', 'unknown'],
    ));

  it('an unknown kind of restriction does not contradict other fields', () =>
    expectInvalid(
      app,
      () =>
        owner.api.post('/api/tokens', { type: 'personal', restrict: 'mac', cidr: '10.0.0.0/8' }),
      ['restrict'],
    ));

  it('an expiry in the past is reported with the other problems', async () => {
    const token = await createToken(app, { owner });
    await expectInvalid(
      app,
      () =>
        owner.api.patch(`/api/tokens/${token.id}`, { expiresAt: '2001-01-01T00:00:00Z', notes: 7 }),
      ['expiresAt', 'notes'],
    );
  });
});
