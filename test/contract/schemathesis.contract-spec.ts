import { randomInt } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runSchemathesis } from '../support/schemathesis.js';
import { eventually, MAIN, newDataDir, ServiceProcess } from '../support/service-process.js';
import { CALLERS, setFuzzScene } from './fuzz-scene.js';

/** Seconds for each caller. */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 60);
const SEED = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31));
/** RFC 5737: nobody uses this address. */
const ADDRESS_OF_NOBODY = '203.0.113.9';
const PATIENCE_MS = SECONDS * 1_000 + 120_000;

/** The service sends nothing to other machines, and counts no failed authentications. */
const startService = async () =>
  ServiceProcess.start(await newDataDir(), {
    command: [process.execPath, '--import', './test/support/loopback-only.js', MAIN],
    env: {
      LOG_LEVEL: 'warn',
      AUTH_FAILURES_PER_MINUTE: '0',
      WEBHOOK_ALLOWED_HOSTS: ADDRESS_OF_NOBODY,
    },
  });

describe('Schemathesis', () => {
  let service: ServiceProcess;

  beforeEach(async () => {
    service = await startService();
  });

  afterEach(() => service.end('SIGTERM'));

  it.each(CALLERS)(
    'finds no contradiction of the OpenAPI document: %s',
    async (caller) => {
      const scene = await setFuzzScene(service);
      const token = scene.tokens[caller];
      const session = () => service.api.as(token ?? '').get('/api/auth/session');
      const credential =
        token === undefined ? undefined : { token, caller: (await session()).body };

      const { ok, output } = await runSchemathesis({
        url: service.api.url,
        seed: SEED,
        seconds: SECONDS,
        credential,
      });

      const [cases = 'no test cases'] = /\d+ generated.*/.exec(output) ?? [];
      process.stdout.write(`Schemathesis as ${caller}, seed ${SEED}: ${cases}\n`);
      if (!ok) throw new Error(`${output}\nAgain: ${repeatedly(caller)}`);
      if (token) expect((await session()).status).toBe(200);
      expect(service.output).not.toMatch(/"level":(50|60)/);
    },
    PATIENCE_MS,
  );

  it.each([
    [`https://${ADDRESS_OF_NOBODY}/`, 'connection_failed'],
    ['https://example.com/', 'name_not_resolved'],
  ])('tests a service that cannot reach other machines: %s', async (url, error) => {
    const { admin, assistant } = await setFuzzScene(service);
    const webhook = await admin.post(`/api/assistants/${assistant}/webhooks`, {
      url,
      events: ['token.created'],
    });
    const delivery = await admin.post(`/api/webhooks/${webhook.body.id as string}/_test`);
    const attempts = async () =>
      (await admin.get(delivery.body._links.self.href as string)).body.attempts as object[];

    await eventually(async () => (await attempts()).length > 0);

    expect(await attempts()).toMatchObject([{ error }]);
  });
});

/** More time or another seed finds more. */
function repeatedly(caller: string): string {
  return `FUZZ_SEED=${SEED} FUZZ_SECONDS=${SECONDS} .ci/with-schemathesis npm run test:contract -- -t '${caller}'`;
}
