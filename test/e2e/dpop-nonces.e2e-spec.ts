import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DpopNonces } from '../../src/admission/dpop/nonces/dpop-nonces.js';
import { UsedProofsSweeper } from '../../src/admission/dpop/proof/used-proofs.sweeper.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { startAppForTest } from '../support/app-for-test.js';
import { createBoundToken } from '../factories/bound-tokens.factory.js';
import { closeInstances } from '../support/instances.js';
import { somebodyWaits } from '../support/lock-waits.js';
import { Phone } from '../support/phone.js';
import { TestApp } from '../support/test-app.js';

const PATH = '/api/auth/session';
const ORIGIN = 'https://tokens.example.com';
const KEY = 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=';

describe('nonces and used proofs of all instances', () => {
  let instances: TestApp[];
  let one: TestApp;
  let other: TestApp;
  let phone: Phone;
  let secret: string;
  let moved = 0;

  beforeAll(async () => {
    const env = { PUBLIC_URL: ORIGIN };
    one = await TestApp.start({ env });
    other = await TestApp.start({ env, database: one.database });
    instances = [one, other];
    const owner = await createUser(one);
    const assistant = await createAssistant(one, { ownerId: owner.username });
    phone = await Phone.make();
    phone.origin = ORIGIN;
    ({ secret } = await createBoundToken(one, { owner, assistant, jkt: phone.jkt }));
  });

  afterAll(() => closeInstances(instances));

  afterEach(() => {
    for (const instance of instances) instance.clock.advance({ seconds: -moved });
    moved = 0;
  });

  /** Until the end of the test, because the phone uses the real time. */
  function advance(seconds: number): void {
    for (const instance of instances) instance.clock.advance({ seconds });
    moved += seconds;
  }

  beforeEach(async () => {
    expect((await phone.call(one.api, secret, PATH)).status).toBe(200);
  });

  const use = (app: TestApp, proof: string): Promise<Answer> =>
    app.api.get(PATH, { headers: { Authorization: `DPoP ${secret}`, DPoP: proof } });
  const makeProof = () => phone.proof(ORIGIN + PATH, 'GET', secret);
  const storedKeys = () =>
    one.dataSource.query<{ id: string; key: Buffer; encrypted: boolean }[]>(
      'SELECT id, key, encrypted FROM dpop_nonce_keys',
    );
  const usedProofs = async () => {
    const [row] = await one.dataSource.query<{ count: number }[]>(
      'SELECT count(*)::int FROM dpop_used_proofs',
    );
    return row?.count;
  };

  it('have one key for all instances', async () => {
    expect(await storedKeys()).toHaveLength(1);
    expect((await phone.send(other.api, secret, PATH)).status).toBe(200);
    expect(one.nest.get(DpopNonces).current).toBe(other.nest.get(DpopNonces).current);
  });

  it('accept a proof exactly once, however many instances get it', async () => {
    for (let round = 0; round < 20; round++) {
      const proof = await makeProof();
      const answers = await Promise.all(
        [one, other, one, other].map((instance) => use(instance, proof)),
      );
      const accepted = answers.filter(({ status }) => status === 200);
      const refused = answers.filter(({ status }) => status === 401);
      expect([accepted.length, refused.length]).toEqual([1, 3]);
      for (const { body } of refused) {
        expect(body).toMatchObject({
          code: 'invalid_dpop_proof',
          message: 'The proof was used before.',
        });
      }
    }
  });

  it('accept many proofs at once', async () => {
    const calls = Array.from({ length: 200 }, (_, index) =>
      phone.send(index % 2 ? one.api : other.api, secret, PATH),
    );
    for (const { status } of await Promise.all(calls)) expect(status).toBe(200);
  });

  it('send the next nonce before the current one ends, and then refuse the old one', async () => {
    const first = phone.nonce;
    advance(60);
    const early = await use(one, await makeProof());
    expect(early.status).toBe(200);
    const next = early.headers.get('DPoP-Nonce');
    expect(next).toMatch(/^[\w-]{43}$/);
    expect(next).not.toBe(first);

    advance(120);
    const late = await use(one, await makeProof());
    expect([late.status, late.body.code]).toEqual([401, 'use_dpop_nonce']);
    expect(late.headers.get('WWW-Authenticate')).toContain('error="use_dpop_nonce"');
  });

  it('accept the nonce of an instance whose clock is a minute ahead', async () => {
    other.clock.advance({ seconds: 60 });
    await phone.call(other.api, secret, PATH);
    expect((await phone.send(one.api, secret, PATH)).status).toBe(200);
    other.clock.advance({ seconds: -60 });
  });

  it('are deleted when such proofs have expired', async () => {
    const sweeper = one.nest.get(UsedProofsSweeper);
    const before = await usedProofs();
    await sweeper.sweep();
    expect(before).toBeGreaterThan(0);
    advance(240);
    await sweeper.sweep();
    expect(await usedProofs()).toBeGreaterThan(0);
    advance(120);
    await sweeper.sweep();
    expect(await usedProofs()).toBe(0);
  });

  it('become invalid together when PostgreSQL loses them in a crash', async () => {
    const proof = await makeProof();
    expect((await use(one, proof)).status).toBe(200);
    const ofOther = await makeProof();
    await one.dataSource.query('DELETE FROM dpop_used_proofs; DELETE FROM dpop_nonce_keys');

    for (const answer of [await use(one, proof), await use(other, ofOther)]) {
      expect([answer.status, answer.body.code]).toEqual([401, 'use_dpop_nonce']);
    }
    expect(await storedKeys()).toHaveLength(1);
    expect((await use(one, proof)).status).toBe(401);
    expect((await phone.call(one.api, secret, PATH)).status).toBe(200);
    expect((await phone.send(other.api, secret, PATH)).status).toBe(200);
  });

  it('lead to 503 if they cannot be looked up', async () => {
    const proof = await makeProof();
    const runner = other.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('LOCK TABLE dpop_used_proofs IN ACCESS EXCLUSIVE MODE');
    try {
      const request = use(one, proof);
      const pid = await somebodyWaits(one, request);
      await one.dataSource.query('SELECT pg_cancel_backend($1)', [pid]);
      expect(await request).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
    expect((await use(one, proof)).status).toBe(200);
  });

  describe('the key, at rest', () => {
    const goodAtOne = (nonces: DpopNonces) => one.nest.get(DpopNonces).isGood(nonces.current);

    async function encryptingNonces(): Promise<DpopNonces> {
      const env = { ENCRYPTION_KEY: KEY };
      const nonces = (await startAppForTest({ database: one.database, env })).nest.get(DpopNonces);
      await nonces.ready();
      return nonces;
    }

    it('is encrypted once there is an ENCRYPTION_KEY, and stays the same', async () => {
      const [plain] = await storedKeys();
      expect([plain?.encrypted, plain?.key.length]).toEqual([false, 32]);
      const nonces = await encryptingNonces();
      const [sealed] = await storedKeys();
      expect(sealed).toMatchObject({ id: plain?.id, encrypted: true });
      expect(sealed?.key.includes(plain?.key ?? '')).toBe(false);
      expect(goodAtOne(nonces)).toBe(true);
    });

    it('is replaced if ENCRYPTION_KEY cannot decrypt it', async () => {
      await encryptingNonces();
      const [before] = await storedKeys();
      await one.dataSource.query(
        'UPDATE dpop_nonce_keys SET key = set_byte(key, 0, 255 - get_byte(key, 0))',
      );
      expect(goodAtOne(await encryptingNonces())).toBe(false);
      const [after, ...others] = await storedKeys();
      expect(others).toEqual([]);
      expect(after).toMatchObject({ encrypted: true });
      expect(after?.id).not.toBe(before?.id);
    });
  });
});
