import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { CredentialUsed } from '../../../admission/credential-used.js';
import type { Principal } from '../../../admission/principal.js';
import { ChildTokensRepository } from '../../children/child-tokens.repository.js';
import type { ChildUse } from '../../children/child-tokens.repository.js';
import { TokenSecretsRepository } from '../../secrets/token-secrets.repository.js';
import type { SecretUse } from '../../secrets/token-secrets.repository.js';

const FLUSH_INTERVAL_MS = 5_000;
const MAX_PENDING = 10_000;

/** The use of a secret of a token, or of a child token, which has no version. */
type NotedUse = Omit<SecretUse, 'version'> & { version: number | null };

interface Use {
  at: Date;
  address: string | null;
}

/** Keeps the last use of each secret and child token in memory and writes it in the background. */
@Injectable()
export class LastUseRecorder
  implements CredentialUsed, OnApplicationBootstrap, BeforeApplicationShutdown
{
  private readonly logger = new Logger(LastUseRecorder.name);
  /** By principal. Each secret has its own principal object, until something about it changes. */
  private noted = new Map<Principal, Use>();
  private latest: Use = { at: new Date(0), address: null };
  private pending = new Map<string, NotedUse>();
  private writing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly secrets: TokenSecretsRepository,
    private readonly children: ChildTokensRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.flushOrKeep();
    }, FLUSH_INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  note(principal: Principal, at: Date, address: string | null): void {
    const known = address ?? this.noted.get(principal)?.address ?? null;
    this.noted.set(principal, this.useOf(at, known));
    if (this.noted.size >= MAX_PENDING) this.flushOrKeep();
  }

  /** Writes pending data. If that fails, it stays pending. */
  flush(): Promise<void> {
    this.gather();
    this.writing = this.writing.catch(() => undefined).then(() => this.write());
    return this.writing;
  }

  /** Requests in the same millisecond from the same address share one object. */
  private useOf(at: Date, address: string | null): Use {
    const { latest } = this;
    const isSame = latest.at.getTime() === at.getTime() && latest.address === address;
    return isSame ? latest : (this.latest = { at, address });
  }

  private flushOrKeep(): void {
    this.flush().catch((error: unknown) => {
      this.logger.warn(
        { err: error },
        'Could not write the last use of tokens. The next attempt follows.',
      );
    });
  }

  private gather(): void {
    const { noted } = this;
    this.noted = new Map();
    for (const [{ credentialId: tokenId, secretVersion: version }, { at, address }] of noted) {
      this.keep({ tokenId, version, at, address });
    }
  }

  private keep(use: NotedUse): void {
    const key = `${use.tokenId}:${use.version}`;
    const known = this.pending.get(key);
    this.pending.set(key, known === undefined ? use : laterOf(known, use));
  }

  private async write(): Promise<void> {
    if (this.pending.size === 0) return;
    const batch = this.pending;
    this.pending = new Map();
    try {
      await this.save([...batch.values()]);
    } catch (error) {
      const newer = this.pending;
      this.pending = batch;
      for (const use of newer.values()) this.keep(use);
      throw error;
    }
  }

  private async save(uses: NotedUse[]): Promise<void> {
    const ofSecrets: SecretUse[] = [];
    const ofChildren: ChildUse[] = [];
    for (const use of uses) {
      if (isOfSecret(use)) ofSecrets.push(use);
      else ofChildren.push({ id: use.tokenId, at: use.at, address: use.address });
    }
    if (ofSecrets.length > 0) await this.secrets.saveLastUses(ofSecrets);
    if (ofChildren.length > 0) await this.children.saveLastUses(ofChildren);
  }
}

/** If the later use has no address, the address of the other one stays. */
function laterOf(one: NotedUse, other: NotedUse): NotedUse {
  const later = one.at > other.at ? one : other;
  return { ...later, address: later.address ?? one.address ?? other.address };
}

function isOfSecret(use: NotedUse): use is SecretUse {
  return use.version !== null;
}
