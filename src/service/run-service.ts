import type { Config } from '../config/config.js';
import { ConfigError } from '../config/config.error.js';
import { loadConfig } from '../config/load-config.js';
import { DatabaseStartError } from '../database/database.errors.js';
import {
  DataDirectoryInUseError,
  EmbeddedPostgresError,
} from '../database/embedded/embedded-postgres.errors.js';
import { DomainError } from '../common/domain-error.js';
import { announcePasswordIn } from './announce-password.js';
import { ListenError } from './listen.error.js';
import { Service } from './service.js';
import { welcome } from './welcome.js';

const EXPLAINED = [
  ConfigError,
  DataDirectoryInUseError,
  DatabaseStartError,
  DomainError,
  EmbeddedPostgresError,
  ListenError,
];

/** Runs until SIGTERM or SIGINT; ends with code 1 and one sentence when it cannot start. */
export async function runService(environment: NodeJS.ProcessEnv): Promise<void> {
  const stopRequested = nextStopSignal();
  try {
    const config = loadConfig(environment);
    const service = await start(config);
    print(welcome(service.address, config));
    await stopRequested;
    await service.stop();
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}

function start(config: Config): Promise<Service> {
  return Service.start(config, {
    onProgress: print,
    announcePassword: announcePasswordIn(config.dataDir, print),
  });
}

/** A second signal ends the process at once, as by default. */
function nextStopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.removeListener('SIGTERM', stop);
      process.removeListener('SIGINT', stop);
      resolve();
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  });
}

function explain(error: unknown): string {
  if (error instanceof Error) {
    const known = EXPLAINED.some((type) => error instanceof type);
    return known ? error.message : (error.stack ?? error.message);
  }
  return String(error);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
