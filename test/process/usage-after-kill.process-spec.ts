import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { Api } from '../support/api.js';
import { eventually, newDataDir, ServiceProcess } from '../support/service-process.js';

const SLOW = 120_000;
const REQUESTS = 25;

interface Counts {
  accepted: number;
  refused: number;
  rateLimited: number;
}

describe('the usage of a token', () => {
  describe('when the service is killed repeatedly', () => {
    it(
      'includes everything written, and counts each request once',
      async () => {
        const dataDir = await newDataDir();
        let service = await ServiceProcess.start(dataDir);
        let admin = service.api.as(await service.logIn());
        const { body: issued } = await admin.post('/api/tokens', { type: 'personal' });
        const totals = async (): Promise<Counts> =>
          countsIn((await admin.get(`/api/tokens/${issued.id as string}/usage`)).body.totals);

        for (const round of [1, 2]) {
          await use(service.api.as(issued.token as string));
          const expected = { accepted: round * REQUESTS, refused: round, rateLimited: 0 };
          await eventually(async () => isDeepStrictEqual(await totals(), expected));
          await service.end('SIGKILL');

          service = await ServiceProcess.start(dataDir);
          admin = service.api.as(await service.logIn());
          expect(await totals()).toEqual(expected);
        }
        await service.end('SIGTERM');
      },
      SLOW,
    );
  });
});

function countsIn({ accepted, refused, rateLimited }: Counts): Counts {
  return { accepted, refused, rateLimited };
}

async function use(token: Api): Promise<void> {
  const answers = await Promise.all([
    token.post('/api/auth/logout'),
    ...Array.from({ length: REQUESTS }, () => token.get('/api/auth/session')),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([
    403,
    ...Array.from({ length: REQUESTS }, () => 200),
  ]);
}
