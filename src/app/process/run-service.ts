import type { Config } from '../../platform/config/config.js';
import { configHelp } from '../../platform/config/help.js';
import { loadConfig } from '../../platform/config/load-config.js';
import { announcePasswordIn } from './announce-password.js';
import { asksForHelp } from './command-line.js';
import { explain } from './explain.js';
import { Service } from './service.js';
import { settingsWithoutEffect } from './settings-without-effect.js';
import { nextStopSignal } from './stop-signal.js';
import { welcome } from './welcome.js';

/** Runs until SIGTERM or SIGINT. Exits with code 1 and one sentence when the service cannot start. */
export async function runService(args: string[], environment: NodeJS.ProcessEnv): Promise<void> {
  const stopRequested = nextStopSignal(environment);
  try {
    if (asksForHelp(args)) {
      print(configHelp());
      return;
    }
    const config = loadConfig(environment);
    const service = await start(config);
    settingsWithoutEffect(environment, config, service.admin).forEach(print);
    print(welcome(service, config));
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

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
