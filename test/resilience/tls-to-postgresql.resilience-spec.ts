import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newDataDir, ServiceProcess } from '../support/service-process.js';
import { PostgresServer } from './support/postgres-server.js';
import { PrivateCa } from './support/private-ca.js';

describe('sslmode in DATABASE_URL', () => {
  let server: PostgresServer;
  let plain: PostgresServer;
  let ca: PrivateCa;
  let otherCa: PrivateCa;

  beforeAll(async () => {
    ca = await PrivateCa.create();
    otherCa = await PrivateCa.create();
    server = await PostgresServer.start();
    await server.requireTls(await ca.issue('localhost'));
    await server.stop();
    await server.start();
    plain = await PostgresServer.start();
  });

  afterAll(async () => {
    await ca.remove();
    await otherCa.remove();
  });

  const at = ({ url }: PostgresServer, host: string, query: string) =>
    `${url.replace('127.0.0.1', host)}?${query}`;
  const spawn = async (url: string) =>
    ServiceProcess.spawn(await newDataDir(), { env: { DATABASE_URL: url } });

  /** Whether each kind of connection of a service is encrypted. */
  async function encryption(of: PostgresServer, url: string): Promise<boolean[]> {
    const service = await spawn(url);
    await service.ready();
    const rows = await of.query<{ ssl: boolean }>(
      `SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
       WHERE application_name LIKE 'assistant-tokens%'`,
    );
    expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
    return rows.map(({ ssl }) => ssl);
  }

  async function expectRefusal(url: string, reason: RegExp): Promise<void> {
    const service = await spawn(url);
    expect(await service.ended).toEqual({ code: 1, signal: null });
    expect(service.output.trimEnd()).toMatch(reason);
    expect(service.output).not.toContain(server.password);
  }

  it.each([
    ['disable', 'against a server that requires TLS', /no pg_hba.conf entry .* no encryption\.$/],
    ['verify-ca', 'without the CA', /^DATABASE_URL must name a CA in sslrootcert, .+\.$/],
    ['verify-full', 'without the CA', /unable to verify the first certificate.*\.$/],
  ])('%s is refused %s', async (mode, _, reason) => {
    await expectRefusal(at(server, 'localhost', `sslmode=${mode}`), reason);
  });

  it.each(['require', 'verify-ca', 'verify-full'])(
    '%s is refused with another CA',
    async (mode) => {
      const query = `sslmode=${mode}&sslrootcert=${otherCa.file}`;
      await expectRefusal(at(server, 'localhost', query), /certificate/);
    },
  );

  it('verify-full is refused when the file of the CA is not there', async () => {
    const query = `sslmode=verify-full&sslrootcert=${ca.file}.old`;
    const sentence = /^The database cannot be reached: ENOENT: .+\/ca\.pem\.old'\.$/;
    await expectRefusal(at(server, 'localhost', query), sentence);
  });

  it('verify-full is refused for another host name', async () => {
    const query = `sslmode=verify-full&sslrootcert=${ca.file}`;
    await expectRefusal(at(server, '127.0.0.1', query), /does not match certificate's altnames/);
  });

  it('require is refused by a server without TLS', async () => {
    await expectRefusal(
      at(plain, '127.0.0.1', 'sslmode=require'),
      /^The database cannot be reached: The server does not support SSL connections\.$/,
    );
  });

  it.each(['prefer', 'require'])('%s encrypts all connections without the CA', async (mode) => {
    expect(await encryption(server, at(server, '127.0.0.1', `sslmode=${mode}`))).toEqual([true]);
  });

  it.each(['prefer', 'require', 'verify-ca'])(
    '%s accepts another host name with the CA',
    async (mode) => {
      const query = `sslmode=${mode}&sslrootcert=${ca.file}`;
      expect(await encryption(server, at(server, '127.0.0.1', query))).toEqual([true]);
    },
  );

  it('verify-full accepts the host name of the certificate with the CA', async () => {
    const query = `sslmode=verify-full&sslrootcert=${ca.file}`;
    expect(await encryption(server, at(server, 'localhost', query))).toEqual([true]);
  });

  it.each(['disable', 'prefer'])('%s works with a server without TLS', async (mode) => {
    expect(await encryption(plain, at(plain, '127.0.0.1', `sslmode=${mode}`))).toEqual([false]);
  });
});
