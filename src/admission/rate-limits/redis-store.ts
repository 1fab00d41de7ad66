import { createClient } from '@redis/client';
import type { Logger } from 'pino';
import { withTimeout } from './with-timeout.js';

const COMMAND_TIMEOUT_MS = 100;
const CONNECT_TIMEOUT_MS = 1_000;
/** Replaces a connection on which nothing arrives for this long. */
const SILENCE_TIMEOUT_MS = 3_000;
const PING_INTERVAL_MS = 1_000;
const MAX_RETRY_DELAY_MS = 1_000;

const PROBE_KEY = 'assistant-tokens:limits:probe';
const PROBE = `return redis.call('set', KEYS[1], '', 'PX', 1000)`;

interface ScriptInput {
  keys: string[];
  arguments: string[];
}

/**
 * The part of a Redis client that `RateLimiterRedis` uses, with a circuit breaker. After one
 * command fails or times out, it sends no commands until a background probe succeeds.
 */
export class RedisStore {
  /** Whether the circuit is closed, so that commands are sent. */
  isReady = false;

  private readonly logger: Logger;
  private readonly client: ReturnType<typeof clientFor>;
  private readonly opening = Promise.withResolvers<undefined>();
  private announcedLoss = false;
  private closed = false;

  constructor(url: string, logger: Logger) {
    this.logger = logger.child({ context: RedisStore.name });
    this.client = clientFor(url);
    this.client.on('ready', () => void this.probe());
    this.client.on('ping-interval', () => void this.probe());
    this.client.on('error', (error: Error) => {
      this.lose(error);
    });
  }

  /** Resolves after the first attempt to connect, successful or not. Retries until it is closed. */
  async open(): Promise<void> {
    this.client.connect().catch((error: unknown) => {
      this.lose(error);
    });
    await this.opening.promise;
  }

  close(): void {
    this.closed = true;
    this.client.destroy();
  }

  async eval(script: string, input: ScriptInput): Promise<unknown> {
    try {
      return await withTimeout(COMMAND_TIMEOUT_MS, this.client.eval(script, input));
    } catch (error) {
      this.lose(error);
      throw error;
    }
  }

  /** Writes, because a read also succeeds on a primary that is full or has become a replica. */
  private async probe(): Promise<void> {
    if (this.isReady) return;
    try {
      const write = this.client.eval(PROBE, { keys: [PROBE_KEY], arguments: [] });
      await withTimeout(COMMAND_TIMEOUT_MS, write);
      this.recover();
    } catch (error) {
      this.lose(error);
    }
  }

  private lose(error: unknown): void {
    this.opening.resolve(undefined);
    this.isReady = false;
    if (this.announcedLoss || this.closed) return;
    this.announcedLoss = true;
    this.logger.warn(
      { err: error },
      'Redis does not answer. This instance counts toward limits by itself.',
    );
  }

  private recover(): void {
    this.opening.resolve(undefined);
    this.isReady = true;
    if (!this.announcedLoss) return;
    this.announcedLoss = false;
    this.logger.warn('Redis answers again. All instances count toward limits together.');
  }
}

function clientFor(url: string) {
  return createClient({
    url,
    RESP: 2,
    disableOfflineQueue: true,
    pingInterval: PING_INTERVAL_MS,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_TIMEOUT_MS,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, MAX_RETRY_DELAY_MS),
    },
  });
}
