import path from 'node:path';
import { DataSource } from 'typeorm';
import { loadConfig } from './src/platform/config/load-config.js';
import { readEnvironment } from './src/platform/config/environment.js';
import { migrationOptions } from './src/platform/database/data-source.options.js';
import { Primary } from './src/platform/database/servers/primary.js';

/** For the TypeORM command line. Use the compiled `dist/ormconfig.js`, and set `DATABASE_URL`. */
const config = loadConfig(readEnvironment());

export default new DataSource({
  ...migrationOptions(new Primary(config.databaseUrl ?? '', config.databaseDirectUrl)),
  entities: [path.join(import.meta.dirname, 'src/**/*.entity.js')],
});
