import { DataSource } from 'typeorm';
import { loadConfig } from './src/config/load-config.js';
import { readEnvironment } from './src/config/environment.js';
import { dataSourceOptions } from './src/database/data-source.options.js';

/** For the TypeORM command line, run on `dist/ormconfig.js`; it needs `DATABASE_URL`. */
const config = loadConfig(readEnvironment());

export default new DataSource(
  dataSourceOptions({ url: config.databaseUrl ?? '', poolSize: config.databasePoolSize }),
);
