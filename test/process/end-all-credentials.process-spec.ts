import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { Api } from '../support/api.js';
import { createSales, issueTokenFor } from '../support/issued-tokens.js';
import {
  ADMIN_COMMAND,
  eventually,
  newDataDir,
  ServiceProcess,
} from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';

describe('npm run admin -- end-all-credentials', () => {
  let database: TestDatabase;
  let service: ServiceProcess;
  let credentials: Api[];

  beforeAll(async () => {
    database = await createTestDatabase();
    const env = { DATABASE_URL: database.url };
    service = await ServiceProcess.start(await newDataDir(), { env });
    const admin = service.api.as(await service.logIn());
    const personal = (await admin.post('/api/tokens', { type: 'personal' })).body.token as string;
    const { value } = await issueTokenFor(admin, await createSales(admin));
    const parent = service.api.as(value);
    const child = (await parent.post('/api/tokens/_derive', {})).body.token as string;
    credentials = [admin, service.api.as(personal), parent, service.api.as(child)];
  });

  afterAll(async () => {
    await service.end('SIGTERM');
    await database.drop();
  });

  async function run(...args: string[]) {
    const command = ServiceProcess.spawn(service.dataDir, {
      env: { DATABASE_URL: database.url },
      command: [process.execPath, ADMIN_COMMAND, ...args],
    });
    const { code } = await command.ended;
    return { code, stdout: command.stdout, stderr: command.stderr };
  }

  const statuses = () =>
    Promise.all(credentials.map(async (api) => (await api.get('/api/auth/session')).status));

  it.each([
    [[], /^Usage: .+\n$/],
    [['end-all'], /^Usage: .+\n$/],
    [['end-all-credentials', '--force'], /^Usage: .+\n$/],
    [['end-all-credentials'], /^Nobody can confirm .+ add --yes to confirm\.\n$/],
  ])('changes nothing with the arguments %j', async (args, sentence) => {
    expect(await run(...args)).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(sentence),
    });
    expect(await statuses()).toEqual([200, 200, 200, 200]);
  });

  it('ends sessions, tokens and children, also for a running instance', async () => {
    expect(await run('end-all-credentials', '--yes')).toEqual({
      code: 0,
      stdout: 'Ended all credentials. Sessions: 1, tokens: 2, child tokens: 1.\n',
      stderr: '',
    });
    expect(await statuses()).toEqual([401, 401, 401, 401]);
    expect((await service.api.as(await service.logIn()).get('/api/auth/session')).status).toBe(200);
  });

  it('also ends what a running transaction creates in the meantime', async () => {
    const client = new Client(database.url);
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query(
        `INSERT INTO sessions (id, user_id, digest, created_at, expires_at)
         SELECT gen_random_uuid(), user_id, 'digest', created_at, expires_at FROM sessions`,
      );
      const passes = async () => {
        const { rowCount } = await client.query(
          `SELECT 1 FROM audit_events WHERE action = 'credentials.ended'`,
        );
        return Number(rowCount);
      };
      const before = await passes();
      const ending = run('end-all-credentials', '--yes');
      await eventually(async () => (await passes()) === before + 1);
      await client.query('COMMIT');
      expect(await ending).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('Sessions: 2,'),
      });
      expect((await client.query('SELECT 1 FROM sessions')).rows).toEqual([]);
    } finally {
      await client.end();
    }
  });
});
