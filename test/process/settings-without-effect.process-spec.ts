import { beforeAll, describe, expect, it } from '@jest/globals';
import { newDataDir, ServiceProcess } from '../support/service-process.js';

const LATER_PASSWORD = 'another correct horse';

function linesOf(service: ServiceProcess): string[] {
  return service.stdout.split('\n').filter((line) => line.includes('has no effect'));
}

describe('settings without effect', () => {
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await newDataDir();
  });

  it('are not reported by the first start, which uses all of them', async () => {
    const service = await ServiceProcess.start(dataDir, {
      env: { ADMIN_USERNAME: 'admin', METRICS_PORT: '0', METRICS_HOST: '127.0.0.1' },
    });

    expect(linesOf(service)).toEqual([]);
    await service.end('SIGTERM');
  });

  it('are reported by later starts, in one line each without the value', async () => {
    const service = await ServiceProcess.start(dataDir, {
      env: { ADMIN_PASSWORD: LATER_PASSWORD, METRICS_HOST: '127.0.0.1', MODEL_TIMEOUT: '30' },
    });

    expect(linesOf(service)).toEqual([
      'METRICS_HOST has no effect: METRICS_PORT is not set.',
      'ADMIN_PASSWORD has no effect: the admin "admin" already exists and keeps its password.',
      'MODEL_TIMEOUT has no effect: MODEL_BASE_URL is not set.',
    ]);
    expect(service.output).not.toContain(LATER_PASSWORD);
    expect(service.stderr).toBe('');
    await expect(service.logIn(LATER_PASSWORD)).rejects.toThrow('The login was refused');
    await service.logIn();
    await service.end('SIGTERM');
  });
});
