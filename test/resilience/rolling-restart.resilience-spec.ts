import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../../src/platform/database/embedded/free-port.js';
import { Api } from '../support/api.js';
import { createSales, issueTokenFor } from '../support/issued-tokens.js';
import { ModelServer, sayDefaultAnswer } from '../support/model-server.js';
import { Nginx } from '../support/nginx.js';
import { newDataDir, ServiceProcess } from '../support/service-process.js';
import { PostgresServer } from './support/postgres-server.js';
import { report } from './support/report.js';
import { SteadyLoad } from './support/steady-load.js';

const REQUESTS_BETWEEN = 300;
/** So long that streams are open when an instance stops. */
const ANSWER_MS = 2_000;
/** Longer than `fail_timeout`: until then, nginx does not use an instance that has refused once. */
const DELAY_SECONDS = '4';

/** The configuration in docs/operating.md. */
function documented(ports: number[], listen: string): string {
  const page = readFileSync('docs/operating.md', 'utf8');
  const text = /```nginx\n(upstream[^]*?)```/.exec(page)?.[1] ?? '';
  return ports.reduce(
    (configuration, port, i) => configuration.replace(`10.0.0.1${i + 1}:3000`, `127.0.0.1:${port}`),
    text.replace('listen 8000;', `listen ${listen};`),
  );
}

/** A connection for each request, which is the default of nginx before 1.29.7. */
function withoutKeptConnections(ports: number[], listen: string): string {
  const servers = ports.map((port) => `server 127.0.0.1:${port} fail_timeout=2s;`).join(' ');
  return `upstream instances { ${servers} }
    server { listen ${listen}; location / { proxy_pass http://instances; } }`;
}

describe('a rolling restart of two instances behind nginx', () => {
  let database: PostgresServer;
  let model: ModelServer;
  let nginx: Nginx;
  let ports: number[];
  let instances: ServiceProcess[];

  const startInstance = async (port: number) =>
    ServiceProcess.start(await newDataDir(), {
      env: {
        ...model.env,
        PORT: String(port),
        DATABASE_URL: database.url,
        SHUTDOWN_DELAY: DELAY_SECONDS,
        TRUST_PROXY: 'loopback',
        LOG_LEVEL: 'warn',
      },
    });

  beforeAll(async () => {
    database = await PostgresServer.start();
    model = await ModelServer.start();
    model.respond = (asked) => setTimeout(sayDefaultAnswer, ANSWER_MS, asked);
    ports = [await freePort(), await freePort()];
    instances = await Promise.all(ports.map(startInstance));
  }, 120_000);

  afterAll(async () => {
    await Promise.all(instances.map((instance) => instance.end('SIGTERM')));
    await model.stop();
  });

  async function startLoad(): Promise<{ load: SteadyLoad; tokensBefore: number }> {
    const [first] = instances;
    if (first === undefined) throw new Error('No instance runs.');
    const balanced = new Api(nginx.url);
    const user = balanced.as(await first.logIn());
    const { value } = await issueTokenFor(user, await createSales(user));
    const tokensBefore = await countTokens();
    return { load: new SteadyLoad(user, balanced.as(value), value), tokensBefore };
  }

  const countTokens = async () => {
    const [row] = await database.query<{ count: string }>('SELECT count(*) FROM tokens');
    return Number(row.count);
  };

  it.each([
    ['that keeps connections, as documented', documented],
    ['that opens a connection for each request', withoutKeptConnections],
  ])(
    'fails no request: nginx %s',
    async (name, configure) => {
      nginx = await Nginx.run((listen) => configure(ports, listen));
      const { load, tokensBefore } = await startLoad();
      for (const [i, port] of ports.entries()) {
        await load.further(REQUESTS_BETWEEN);
        expect(await instances[i]?.end('SIGTERM')).toEqual({ code: 0, signal: null });
        await load.further(REQUESTS_BETWEEN);
        instances[i] = await startInstance(port);
      }
      await load.further(REQUESTS_BETWEEN);
      await load.stop();
      await nginx.stop();

      const { answered, created, failures, resumed } = load;
      report(
        `Rolling restart, nginx ${name}`,
        `${answered} requests, ${failures.length} failures, ${resumed} streams resumed`,
      );
      expect(failures).toEqual([]);
      expect(created).toBeGreaterThan(0);
      expect(resumed).toBeGreaterThan(0);
      expect((await countTokens()) - tokensBefore).toBe(created);
    },
    240_000,
  );
});
