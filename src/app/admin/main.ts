import { readEnvironment } from '../../platform/config/environment.js';
import { explain } from '../process/explain.js';
import { runAdmin } from './run-admin.js';

try {
  process.stdout.write(`${await runAdmin(process.argv.slice(2), readEnvironment())}\n`);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
