import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Api } from '../support/api.js';
import { HalfRequest } from '../support/half-request.js';
import { refusesConnections } from '../support/refuses-connections.js';
import {
  ADMIN_PASSWORD,
  eventually,
  hasProgram,
  killPostgresIn,
  MAIN,
  newDataDir,
  postgresRunsIn,
  ServiceProcess,
} from '../support/service-process.js';

const LOGIN = { username: 'admin', password: ADMIN_PASSWORD };

describe('the shutdown', () => {
  let dataDir: string;
  let service: ServiceProcess;

  beforeAll(async () => {
    dataDir = await newDataDir();
  });

  afterEach(() => {
    expect(service.hasEnded).toBe(true);
    expect(postgresRunsIn(dataDir)).toBe(false);
  });

  describe.each(['SIGTERM', 'SIGINT'] as const)('when %s arrives', (signal) => {
    it('accepts no new connections, finishes requests in flight and exits with code 0', async () => {
      service = await ServiceProcess.start(dataDir);
      const { port } = service;
      const request = await HalfRequest.begin(port, '/api/auth/login', LOGIN);
      service.child.kill(signal);
      await eventually(() => refusesConnections(port));
      expect(service.hasEnded).toBe(false);
      request.finish();
      await request.close();

      expect(request.received).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*"token":"i5s_/);
      expect(await service.ended).toEqual({ code: 0, signal: null });
    });
  });

  describe('when only the shell that npm started gets the signal', () => {
    it('stops the service too, because npm signals only that shell', async () => {
      service = await ServiceProcess.start(dataDir, {
        command: ['sh', '-c', `"${process.execPath}" "${MAIN}"; exit`],
        env: { npm_lifecycle_event: 'start' },
      });
      service.child.kill('SIGTERM');
      await service.ended;
      await eventually(() => !postgresRunsIn(dataDir));
    });
  });

  describe('when a client keeps sending requests on one connection', () => {
    it('closes the connection', async () => {
      service = await ServiceProcess.start(dataDir);
      const { port } = service;
      const request = await HalfRequest.begin(port, '/api/auth/login', LOGIN);
      service.child.kill('SIGTERM');
      await eventually(() => refusesConnections(port));
      request.finish('GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
      await request.close();

      expect(request.received).toMatch(/HTTP\/1\.1 200 OK[^]*HTTP\/1\.1 200 OK/);
      expect(request.received).toMatch(/\r\nConnection: close\r\n/);
      expect(await service.ended).toEqual({ code: 0, signal: null });
    });
  });

  describe('when a token was used just before the signal', () => {
    let tokenPath: string;
    let admin: Api;

    beforeEach(async () => {
      service = await ServiceProcess.start(dataDir);
      admin = service.api.as(await service.logIn());
      const token = (await admin.post('/api/tokens', { type: 'personal' })).body;
      tokenPath = `/api/tokens/${token.id as string}`;
      const used = await admin.as(token.token as string).get('/api/auth/session');
      expect(used.status).toBe(200);
    });

    it('stores its last use', async () => {
      expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
      const next = await ServiceProcess.start(dataDir);
      const { body } = await next.api.as(await next.logIn()).get(tokenPath);

      expect(body.lastUsedAddress).toBe('127.0.0.1');
      expect(Date.parse(body.lastUsedAt as string)).toBeGreaterThan(Date.parse(body.createdAt));
      await next.end('SIGTERM');
    });

    it('ends even if the database is unavailable', async () => {
      await killPostgresIn(dataDir);
      const { signal } = await service.end('SIGTERM');

      expect(signal).toBeNull();
      const next = await ServiceProcess.start(dataDir);
      await next.end('SIGTERM');
    });
  });

  if (hasProgram('script', /util-linux/) && hasProgram('bash') && hasProgram('npm')) {
    describe('when the service gets Ctrl-C twice because npm forwards it', () => {
      it('stops in an orderly way', async () => {
        // Skips the script that builds before the start.
        service = await ServiceProcess.start(dataDir, {
          command: ['script', '-qec', 'exec npm --ignore-scripts start', '/dev/null'],
          env: { npm_config_script_shell: 'bash' },
        });
        service.child.stdin.write('\x03');

        expect(await service.ended).toEqual({ code: 0, signal: null });
      });
    });
  } else {
    it.skip('stops in order on Ctrl-C under npm: script of util-linux, bash or npm is not here', () => {});
  }
});
