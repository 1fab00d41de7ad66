import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import { AppModule } from '../app.module.js';
import { setUpApp } from '../app.setup.js';
import { RunningAnswers } from '../../chats/answers/running-answers.js';
import type { Config } from '../../platform/config/config.js';
import { EmbeddedPostgres } from '../../platform/database/embedded/embedded-postgres.js';
import { prepareDatabase } from '../../platform/database/prepare-database.js';
import { Shutdown } from '../../platform/shutdown/shutdown.js';
import { MetricsServer } from '../../platform/metrics/metrics.server.js';
import { FirstAdmin } from '../bootstrap/first-admin.js';
import type { EnsuredAdmin, PasswordAnnouncer } from '../bootstrap/first-admin.js';
import { drain } from './drain.js';
import { apiAddress, metricsAddress } from './listen-address.js';
import type { ListenAddress } from './listen-address.js';
import { ListenError } from './listen.error.js';
import { requireFreePorts } from './require-free-ports.js';

/**
 * Less than the grace period of the server, so that clients still learn that an answer was cut off.
 */
const ANSWER_GRACE_MS = 7_000;

interface ServiceListeners {
  onProgress: (sentence: string) => void;
  announcePassword: PasswordAnnouncer;
}

/** The database, the application and the sockets: opened in this order, closed in reverse. */
export class Service {
  private constructor(
    private readonly app: NestExpressApplication,
    private readonly embedded: EmbeddedPostgres | null,
    /** Such as `http://127.0.0.1:3000`. */
    readonly address: string,
    readonly admin: EnsuredAdmin,
    /** `null` if the service exposes no metrics. */
    readonly metricsUrl: string | null,
  ) {}

  /**
   * Leaves nothing running if it fails.
   *
   * @throws DataDirectoryInUseError, EmbeddedPostgresError, DatabaseStartError, ListenError,
   *   IdTakenError, ConfigError if ENCRYPTION_KEY does not fit the database
   */
  static async start(config: Config, { onProgress, announcePassword }: ServiceListeners) {
    const ofMetrics = metricsAddress(config);
    await requireFreePorts([apiAddress(config), ...(ofMetrics ? [ofMetrics] : [])]);
    const embedded =
      config.databaseUrl === null
        ? await EmbeddedPostgres.start({ dataDir: config.dataDir, onProgress })
        : null;
    try {
      const app = await createApp(config, config.databaseUrl ?? embedded?.url ?? '');
      try {
        const admin = await app.get(FirstAdmin).ensure(announcePassword);
        await app.init();
        const metricsUrl = ofMetrics && (await listenForMetrics(app, ofMetrics));
        await listen(app, apiAddress(config));
        app.useLogger(app.get(Logger));
        embedded?.supervise();
        return new Service(app, embedded, await app.getUrl(), admin, metricsUrl);
      } catch (error) {
        await app.close();
        throw error;
      }
    } catch (error) {
      await embedded?.stop();
      throw error;
    }
  }

  /** From now on, `/health/ready` responds with 503. Everything else is served as before. */
  announceStop(): void {
    this.app.get(Shutdown).announce();
  }

  /** Lets running requests finish for up to 10 seconds, and answers of the model a little less. */
  async stop({ idleMs } = { idleMs: 0 }): Promise<void> {
    this.app.get(Shutdown).begin();
    const answers = this.app.get(RunningAnswers);
    const grace = setTimeout(() => {
      answers.stopAll();
    }, ANSWER_GRACE_MS);
    await drain(this.app.getHttpServer(), idleMs);
    await answers.ended();
    clearTimeout(grace);
    await this.app.close();
    await this.embedded?.stop();
  }
}

async function createApp(config: Config, url: string): Promise<NestExpressApplication> {
  await prepareDatabase(url, config.databaseDirectUrl);
  const app = await NestFactory.create<NestExpressApplication>(AppModule.register(config, url), {
    bodyParser: false,
    abortOnError: false,
    logger: ['error', 'warn'],
  });
  setUpApp(app);
  return app;
}

/** Turns off the log, because Nest would log the failure too. @throws ListenError */
async function listen(app: NestExpressApplication, address: ListenAddress): Promise<void> {
  app.useLogger(false);
  try {
    await app.listen(address.port, address.host);
  } catch (error) {
    throw new ListenError(address, error);
  }
}

/** @throws ListenError */
async function listenForMetrics(
  app: NestExpressApplication,
  address: ListenAddress,
): Promise<string> {
  try {
    return await app.get(MetricsServer).listen(address);
  } catch (error) {
    throw new ListenError(address, error);
  }
}
