import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { Logger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { AppModule } from '../../src/app/app.module.js';
import { setUpApp } from '../../src/app/app.setup.js';
import { InvalidationFeed } from '../../src/admission/cache/invalidation/invalidation-feed.js';
import { Clock } from '../../src/platform/clock/clock.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { prepareDatabase } from '../../src/platform/database/prepare-database.js';
import { LogDestination } from '../../src/platform/logging/log-destination.js';
import { LastUseRecorder } from '../../src/tokens/usage/recording/last-use.recorder.js';
import { UsageRecorder } from '../../src/tokens/usage/recording/usage.recorder.js';
import { Api } from './api.js';
import { findStale } from './cache-watch.js';
import { watchResponses } from './response-watch.js';
import { TestClock } from './test-clock.js';
import { createTestDatabase } from './test-database.js';
import type { TestDatabase } from './test-database.js';
import { TestLog } from './test-log.js';

interface TestAppOptions {
  /** The configuration, as environment variables. */
  env?: Record<string, string>;
  /** The database of another application. It stays when this application closes. */
  database?: TestDatabase;
  /** The URL of the database, if it is not the direct one. */
  databaseUrl?: string;
}

/** The whole application on a free port and its own database. */
export class TestApp {
  private constructor(
    readonly nest: NestExpressApplication,
    readonly api: Api,
    readonly dataSource: DataSource,
    readonly database: TestDatabase,
    readonly clock: TestClock,
    readonly log: TestLog,
    private readonly ownsDatabase: boolean,
  ) {}

  static async start({ env = {}, database, databaseUrl }: TestAppOptions = {}): Promise<TestApp> {
    const ownDatabase = database ?? (await createTestDatabase());
    const config = loadConfig({
      DATABASE_POOL_SIZE: '5',
      LOG_LEVEL: 'info',
      VERIFICATION_LANE: process.env.TEST_VERIFICATION_LANE,
      ...env,
    });
    const url = databaseUrl ?? ownDatabase.url;
    await prepareDatabase(url);
    const clock = new TestClock();
    const log = new TestLog();
    const module = await Test.createTestingModule({
      imports: [AppModule.register(config, url)],
    })
      .overrideProvider(Clock)
      .useValue(clock)
      .overrideProvider(LogDestination)
      .useValue(log)
      .compile();
    const nest = module.createNestApplication<NestExpressApplication>({
      bodyParser: false,
      logger: false,
    });
    nest.useLogger(nest.get(Logger));
    setUpApp(nest);
    try {
      await nest.init();
      watchResponses(nest, log);
      await nest.listen(0, '127.0.0.1');
    } catch (error) {
      await nest.close();
      throw error;
    }
    const api = new Api(await nest.getUrl());
    const dataSource = nest.get(DataSource);
    return new TestApp(nest, api, dataSource, ownDatabase, clock, log, database === undefined);
  }

  /** Writes the data that the service otherwise writes after requests. */
  async flushLastUses(): Promise<void> {
    await this.nest.get(LastUseRecorder).flush();
  }

  /** Waits until the instance has received all announcements of committed changes. */
  async caughtUp(): Promise<void> {
    await this.nest.get(InvalidationFeed).caughtUp();
  }

  /** @throws when the cache differs from the database */
  async flushUsage(): Promise<void> {
    await this.nest.get(UsageRecorder).flush();
  }

  async close(): Promise<void> {
    const stale = await findStale(this);
    await this.nest.close();
    if (this.ownsDatabase) await this.database.drop();
    if (stale.length > 0) throw new Error(`It remembers wrongly: ${stale.join('; ')}`);
  }
}
