import { loadConfig } from '../../src/config/load-config.js';
import { Service } from '../../src/service/service.js';
import type { RunningServer } from './running-server.js';

interface ServiceOptions {
  databaseUrl: string;
  adminPassword: string;
}

/** The whole service, as in production. */
export async function startService(options: ServiceOptions): Promise<RunningServer> {
  const config = loadConfig({
    PORT: '0',
    DATABASE_URL: options.databaseUrl,
    ADMIN_PASSWORD: options.adminPassword,
  });
  const service = await Service.start(config, {
    onProgress: () => undefined,
    announcePassword: () => Promise.resolve(),
  });
  return { url: service.address, stop: () => service.stop() };
}
