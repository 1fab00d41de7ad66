import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { KeptConnection } from '../support/kept-connection.js';
import { refusesConnections } from '../support/refuses-connections.js';
import { eventually, newDataDir, ServiceProcess } from '../support/service-process.js';

const CLOSE = /\r\nConnection: close\r\n/i;

describe('a service that is asked to stop', () => {
  let dataDir: string;
  let service: ServiceProcess;

  beforeAll(async () => {
    dataDir = await newDataDir();
  });

  afterEach(() => {
    expect(service.hasEnded).toBe(true);
  });

  const start = async (delay: string) => {
    service = await ServiceProcess.start(dataDir, { env: { SHUTDOWN_DELAY: delay } });
    return service.port;
  };
  const isReady = async () => (await service.api.get('/health/ready')).status === 200;

  async function stopWithoutFurtherDelay(port: number): Promise<void> {
    await eventually(() => {
      service.child.kill('SIGTERM');
      return refusesConnections(port);
    });
  }

  it('is not ready, but serves everything as before until the delay is over', async () => {
    const port = await start('300');
    const session = await service.logIn();
    const kept = await KeptConnection.open(port);
    service.child.kill('SIGTERM');
    await eventually(async () => !(await isReady()));

    const ready = await service.api.get('/health/ready');
    expect(ready.status).toBe(503);
    expect(ready.headers.get('Retry-After')).toBe('1');
    expect(ready.body).toMatchObject({ code: 'unavailable', message: 'The instance is stopping.' });
    expect((await service.api.get('/health/live')).status).toBe(200);
    expect((await service.api.as(await service.logIn()).get('/api/assistants')).status).toBe(200);
    for (const path of ['/api/auth/verify', '/api/auth/verify', '/api/auth/session']) {
      const response = await kept.get(path, session);
      expect(response).toMatch(/^HTTP\/1\.1 200 /);
      expect(response).not.toMatch(CLOSE);
    }
    await stopWithoutFurtherDelay(port);
    expect(await service.ended).toEqual({ code: 0, signal: null });
  });

  it('stops by itself after the delay', async () => {
    await start('1');
    expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(service.stdout).toContain('Stopping in 1 second. Another signal skips this delay.');
  });

  it.each(['/api/auth/verify', '/api/auth/session'])(
    'then closes a connection after its next response: %s',
    async (path) => {
      const port = await start('300');
      const session = await service.logIn();
      const [used, idle] = [await KeptConnection.open(port), await KeptConnection.open(port)];
      for (const connection of [used, idle]) {
        expect(await connection.get(path, session)).not.toMatch(CLOSE);
      }
      await stopWithoutFurtherDelay(port);

      const response = await used.get(path, session);
      expect(response).toMatch(/^HTTP\/1\.1 200 /);
      expect(response).toMatch(CLOSE);
      await Promise.all([used.close(), idle.close()]);
      expect(await service.ended).toEqual({ code: 0, signal: null });
    },
  );

  it('ends at once on a third signal', async () => {
    const port = await start('300');
    const kept = await KeptConnection.open(port);
    await stopWithoutFurtherDelay(port);
    await eventually(() => {
      service.child.kill('SIGTERM');
      return service.hasEnded;
    });
    expect(await service.ended).toEqual({ code: null, signal: 'SIGTERM' });
    kept.hangUp();
  });
});
