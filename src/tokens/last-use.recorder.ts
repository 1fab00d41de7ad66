import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { TokenSecretsRepository } from './token-secrets.repository.js';
import type { SecretUse } from './token-secrets.repository.js';

const FLUSH_INTERVAL_MS = 5_000;
const MAX_PENDING = 10_000;

/** Keeps the last use of each secret in memory and writes it behind the requests. */
@Injectable()
export class LastUseRecorder implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(LastUseRecorder.name);
  private pending = new Map<string, SecretUse>();
  private writing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly secrets: TokenSecretsRepository) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.flushOrKeep();
    }, FLUSH_INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  note(use: SecretUse): void {
    this.keep(use);
    if (this.pending.size >= MAX_PENDING) this.flushOrKeep();
  }

  /** Writes what is pending; what could not be written stays pending. */
  flush(): Promise<void> {
    this.writing = this.writing.catch(() => undefined).then(() => this.write());
    return this.writing;
  }

  /** A use from an unknown address leaves the last address that is known. */
  private keep(use: SecretUse): void {
    const key = `${use.tokenId}:${use.version}`;
    const address = use.address ?? this.pending.get(key)?.address ?? null;
    this.pending.set(key, { ...use, address });
  }

  private flushOrKeep(): void {
    this.flush().catch((error: unknown) => {
      this.logger.warn({ err: error }, 'The last use of tokens could not be written yet.');
    });
  }

  private async write(): Promise<void> {
    if (this.pending.size === 0) return;
    const batch = this.pending;
    this.pending = new Map();
    try {
      await this.secrets.saveLastUses([...batch.values()]);
    } catch (error) {
      const newer = this.pending;
      this.pending = batch;
      for (const use of newer.values()) this.keep(use);
      throw error;
    }
  }
}
