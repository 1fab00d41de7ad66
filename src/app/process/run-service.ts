import type { Config } from '../../platform/config/config.js';
import { configHelp } from '../../platform/config/help.js';
import { loadConfig } from '../../platform/config/load-config.js';
import { settleTls } from '../../platform/database/settle-tls.js';
import { announcePasswordIn } from './announce-password.js';
import { ignoreClosedOutput } from './closed-output.js';
import { asksForHelp } from './command-line.js';
import { explain } from './explain.js';
import { Service } from './service.js';
import { settingsWithoutEffect } from './settings-without-effect.js';
import { shutdownDelayMs } from './shutdown-delay.js';
import { StopSignals } from './stop-signals.js';
import { welcome } from './welcome.js';

/** How long idle connections stay open after `SHUTDOWN_DELAY`. */
const IDLE_MS = 1_000;

/** Runs until SIGTERM or SIGINT. Exits with code 1 and one sentence when the service cannot start. */
export async function runService(args: string[], environment: NodeJS.ProcessEnv): Promise<void> {
  ignoreClosedOutput();
  const signals = new StopSignals(environment);
  try {
    if (asksForHelp(args)) {
      print(configHelp());
      return;
    }
    const config = await settleTls(loadConfig(environment));
    const service = await start(config);
    settingsWithoutEffect(environment, config, service.admin).forEach(print);
    print(welcome(service, config));
    await signals.first;
    await leave(service, shutdownDelayMs(config), signals);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}

async function leave(service: Service, delayMs: number, signals: StopSignals): Promise<void> {
  service.announceStop();
  if (delayMs > 0) {
    print(`Stopping in ${secondsText(delayMs / 1_000)}. Another signal skips this delay.`);
    await signals.pause(delayMs);
  }
  await service.stop({ idleMs: Math.min(delayMs, IDLE_MS) });
}

function start(config: Config): Promise<Service> {
  return Service.start(config, {
    onProgress: print,
    announcePassword: announcePasswordIn(config.dataDir, print),
  });
}

function secondsText(seconds: number): string {
  return seconds === 1 ? '1 second' : `${seconds} seconds`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
