import { readEnvironment } from './config/environment.js';
import { runService } from './service/run-service.js';

await runService(process.argv.slice(2), readEnvironment());
