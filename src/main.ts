import { configHelp } from './config/help.js';
import { readEnvironment } from './config/environment.js';
import { runService } from './service/run-service.js';

if (process.argv.includes('--help')) {
  process.stdout.write(`${configHelp()}\n`);
} else {
  await runService(readEnvironment());
}
