import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../platform/config/load-config.js';
import { Service } from '../process/service.js';

export interface ThrowawayInstance {
  address: string;
  /** The password of the admin. */
  password: string;
}

/** Runs the work on a new instance with its own database, and deletes both afterwards. */
export async function withThrowawayInstance<T>(
  work: (instance: ThrowawayInstance) => Promise<T>,
): Promise<T> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'assistant-tokens-demo-'));
  try {
    return await runIn(dataDir, work);
  } finally {
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function runIn<T>(
  dataDir: string,
  work: (instance: ThrowawayInstance) => Promise<T>,
): Promise<T> {
  const password = randomBytes(18).toString('base64url');
  const config = loadConfig({
    PORT: '0',
    DATA_DIR: dataDir,
    ADMIN_PASSWORD: password,
    LOG_LEVEL: 'silent',
  });
  const service = await Service.start(config, {
    onProgress: () => undefined,
    announcePassword: () => Promise.resolve(),
  });
  try {
    return await work({ address: service.address, password });
  } finally {
    await service.stop();
  }
}
