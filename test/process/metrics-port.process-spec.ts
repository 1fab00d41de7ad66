import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  killPostgresIn,
  newDataDir,
  postgresRunsIn,
  ServiceProcess,
} from '../support/service-process.js';

const METRICS = /^Metrics: (\S+)$/m;

/** The metrics of the service, other than those of Node.js, that docs/operating.md does not name. */
function undocumented(metrics: string): string[] {
  const page = readFileSync('docs/operating.md', 'utf8');
  return [...metrics.matchAll(/^# HELP (\S+)/gm)]
    .map(([, name = '']) => name)
    .filter((name) => !/^(process|nodejs)_/.test(name) && !page.includes(`\`${name}\``));
}

async function expectOneSentence(service: ServiceProcess, sentence: string): Promise<void> {
  expect(await service.ended).toEqual({ code: 1, signal: null });
  expect(service.stderr).toBe(`${sentence}\n`);
  expect(service.stdout).toBe('');
  expect(existsSync(service.dataDir)).toBe(false);
}

describe('the metrics port', () => {
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await newDataDir();
  });

  describe('when it is in use', () => {
    it('is reported before the service writes anything', async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;

      const service = ServiceProcess.spawn(dataDir, {
        env: { METRICS_PORT: String(port) },
      });

      await expectOneSentence(
        service,
        `Cannot listen on 127.0.0.1:${port}: the port is taken; stop what uses it or choose another METRICS_PORT.`,
      );
      server.close();
    });

    it('is also reported if it is the port of the API', async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      server.close();
      await once(server, 'close');

      const service = ServiceProcess.spawn(dataDir, {
        env: { PORT: String(port), METRICS_PORT: String(port) },
      });

      await expectOneSentence(
        service,
        `Cannot listen on 127.0.0.1:${port}: the port is taken; stop what uses it or choose another METRICS_PORT.`,
      );
    });
  });

  describe('when it is not set', () => {
    it('serves no metrics', async () => {
      const service = await ServiceProcess.start(dataDir);

      expect(service.stdout).not.toMatch(/metrics/i);
      expect((await service.api.get('/metrics')).status).toBe(404);
      await service.end('SIGTERM');
    });
  });

  describe('when it is set', () => {
    it('is printed, serves metrics until the end, and differs from the port of the API', async () => {
      const service = await ServiceProcess.start(dataDir, {
        env: { METRICS_PORT: '0' },
      });
      const url = METRICS.exec(service.stdout)?.[1] ?? '';
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
      expect(new URL(url).port).not.toBe(String(service.port));

      const scraped = await fetch(url);
      expect(scraped.status).toBe(200);
      const text = await scraped.text();
      expect(text).toContain('\nprocess_cpu_seconds_total ');
      expect(undocumented(text)).toEqual([]);
      expect((await service.api.get('/metrics')).status).toBe(404);

      expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
      await expect(fetch(url)).rejects.toThrow();
      expect(postgresRunsIn(service.dataDir)).toBe(false);
    });

    it('does not prevent the shutdown if the database is unavailable', async () => {
      const service = await ServiceProcess.start(dataDir, {
        env: { METRICS_PORT: '0' },
      });
      const admin = service.api.as(await service.logIn());
      const { body } = await admin.post('/api/tokens', { type: 'personal' });
      await service.api.as(body.token as string).get('/api/auth/session');
      await killPostgresIn(service.dataDir);

      expect((await service.end('SIGTERM')).signal).toBeNull();
    });
  });
});
