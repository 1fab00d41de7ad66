import { readEnvironment } from './platform/config/environment.js';
import { runService } from './app/process/run-service.js';

await runService(process.argv.slice(2), readEnvironment());
