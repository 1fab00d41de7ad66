import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import type { RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import { Config } from '../../platform/config/config.js';
import { RootLog } from '../../platform/logging/root-log.js';
import { WINDOW_SECONDS } from './quota.js';
import type { RedisStore } from './redis-store.js';

/** `points` is not used: callers compare the count with the limit of the key. */
const WINDOW = { points: 1, duration: WINDOW_SECONDS, keyPrefix: 'assistant-tokens:limits' };

export interface WindowCount {
  used: number;
  /** Seconds until the window ends; at least 1. */
  resetSeconds: number;
}

/**
 * Counts uses of a key in windows that begin with the first use. Counts in Redis for all instances,
 * or in the memory of this one if Redis is not configured or does not answer.
 */
@Injectable()
export class WindowCounter implements OnModuleInit, OnApplicationShutdown {
  private readonly memory = new MemoryCounter(WINDOW);
  private redis: RedisStore | null = null;
  private limiter: RateLimiterAbstract = this.memory;

  constructor(
    private readonly config: Config,
    private readonly log: RootLog,
  ) {}

  /** Whether Redis is configured but does not answer, so that each instance counts by itself. */
  get degraded(): boolean {
    return this.redis?.isReady === false;
  }

  /** The number of uses counted in the memory of this instance. */
  get countedInMemory(): number {
    return this.memory.counted;
  }

  async onModuleInit(): Promise<void> {
    const { redisUrl } = this.config;
    if (redisUrl === null) return;
    // Its client has hundreds of modules, and most instances start without it.
    const { RedisStore } = await import('./redis-store.js');
    this.redis = new RedisStore(redisUrl, this.log.logger);
    this.limiter = sharedLimiter(this.redis, this.memory);
    await this.redis.open();
  }

  onApplicationShutdown(): void {
    this.redis?.close();
  }

  count(key: string): Promise<WindowCount> {
    return this.add(1, key);
  }

  /** Adds nothing, which reads the count with the one command that also works without Redis. */
  read(key: string): Promise<WindowCount> {
    return this.add(0, key);
  }

  private async add(uses: number, key: string): Promise<WindowCount> {
    const { consumedPoints, msBeforeNext } = await this.limiter.penalty(key, uses);
    return { used: consumedPoints, resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1_000)) };
  }
}

function sharedLimiter(redis: RedisStore, insuranceLimiter: RateLimiterAbstract) {
  return new RateLimiterRedis({
    ...WINDOW,
    storeClient: redis,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
    insuranceLimiter,
  });
}

class MemoryCounter extends RateLimiterMemory {
  counted = 0;

  override penalty(key: string, uses: number): Promise<RateLimiterRes> {
    this.counted += uses;
    return super.penalty(key, uses);
  }
}
