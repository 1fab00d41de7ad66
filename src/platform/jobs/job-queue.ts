import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { PgBoss } from 'pg-boss';
import type { Job, Queue, WorkOptions } from 'pg-boss';
import { Primary } from '../database/servers/primary.js';

/** In addition to the one that listens for notifications. */
const JOB_CONNECTIONS = 2;
const STOP_TIMEOUT_MS = 15_000;
/** How often one of the instances looks for jobs whose process has died. */
const SUPERVISE_SECONDS = 15;
/** How often one of the instances removes finished jobs. The default of pg-boss is once a day. */
const MAINTAIN_SECONDS = 300;
const RESTART_AFTER_MS = 10_000;

export interface JobKind<T> {
  name: string;
  queue: Omit<Queue, 'name'>;
  work: WorkOptions;
  /** A cron expression with five fields, in UTC. One of the instances adds a job at each time. */
  schedule?: string;
  run: (data: T) => Promise<void>;
}

/**
 * Runs jobs that survive the process. pg-boss stores them in the same PostgreSQL, in its own
 * schema. The queue starts in the background: if it fails to, the service still answers requests.
 */
@Injectable()
export class JobQueue implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(JobQueue.name);
  private readonly kinds: JobKind<never>[] = [];
  private readonly boss: PgBoss;
  private readonly working = new Set<string>();
  private starting: Promise<void> = Promise.resolve();
  private restart: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(primary: Primary) {
    this.boss = new PgBoss({
      ...primary.direct.libraryOptions,
      application_name: 'assistant-tokens-jobs',
      max: JOB_CONNECTIONS,
      connectionTimeoutMillis: 5_000,
      useListenNotify: true,
      superviseIntervalSeconds: SUPERVISE_SECONDS,
      monitorIntervalSeconds: SUPERVISE_SECONDS,
      maintenanceIntervalSeconds: MAINTAIN_SECONDS,
      registerInstance: false,
      openTelemetry: { enabled: false },
    });
    this.boss.on('error', (error) => {
      this.logger.warn({ err: error }, 'The job queue reported an error.');
    });
  }

  /** Call it before the application starts. */
  define<T>(kind: JobKind<T>): void {
    this.kinds.push(kind);
  }

  onApplicationBootstrap(): void {
    this.starting = this.startOrRetry();
  }

  /** Waits for running jobs. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restart);
    await this.starting;
    await this.boss.stop({ timeout: STOP_TIMEOUT_MS });
  }

  private async startOrRetry(): Promise<void> {
    try {
      await this.boss.start();
      for (const kind of this.kinds) await this.startKind(kind);
    } catch (error) {
      this.logger.error(
        { err: error },
        'The job queue could not start. The next attempt follows in 10 seconds.',
      );
      if (!this.stopping) this.restart = this.retryLater();
    }
  }

  private retryLater(): NodeJS.Timeout {
    return setTimeout(() => {
      this.starting = this.startOrRetry();
    }, RESTART_AFTER_MS).unref();
  }

  private async startKind({ name, queue, work, schedule, run }: JobKind<never>): Promise<void> {
    if (this.working.has(name)) return;
    await this.boss.createQueue(name, queue);
    if (schedule !== undefined) await this.boss.schedule(name, schedule);
    await this.boss.work<never>(name, work, async ([job]: Job<never>[]) => {
      if (job !== undefined) await this.run(name, () => run(job.data));
    });
    this.working.add(name);
  }

  /** pg-boss stores the error of a job in the database, so the error must not contain a secret. */
  private async run(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      return;
    } catch (error) {
      this.logger.warn({ err: error, queue: name }, 'A job failed and will be retried.');
    }
    throw new Error('The job failed. See the log of the service.');
  }
}
