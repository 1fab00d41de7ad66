import { loadConfig } from '../../src/platform/config/load-config.js';
import { Service } from '../../src/app/process/service.js';
import type { RunningServer } from '../processes/server-messages.js';

export interface ServiceOptions {
  kind: 'service';
  databaseUrl: string;
  adminPassword: string;
  /** Settings that differ from the defaults. */
  settings?: Record<string, string>;
}

/** The whole service, as in production. */
export async function startService(options: ServiceOptions): Promise<RunningServer> {
  const config = loadConfig({
    MAX_ACTIVE_TOKENS_PER_USER: '0',
    MAX_CHATS_PER_USER: '0',
    PORT: '0',
    DATABASE_URL: options.databaseUrl,
    ADMIN_PASSWORD: options.adminPassword,
    ...options.settings,
  });
  const service = await Service.start(config, {
    onProgress: () => undefined,
    announcePassword: () => Promise.resolve(),
  });
  return { url: service.address, stop: () => service.stop() };
}
