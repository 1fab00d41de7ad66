import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock } from '../../platform/clock/clock.js';
import { hostsOfOrigin } from '../../admission/credentials/origin-host.js';
import { TokenHostsRepository } from './token-hosts.repository.js';

/** A preflight only allows the browser to send the request, so a result may be this old. */
const MAX_AGE_MS = 5_000;
const MAX_KNOWN = 10_000;
/** Origins that wait for the database. Beyond this, preflights of unknown origins fail. */
const MAX_WAITING = 1_000;
const ORIGIN_MAX_LENGTH = 300;

interface Answer {
  isLive: boolean;
  until: number;
}

/**
 * Tells whether an origin belongs to a token. Preflights need no credential, so anybody can ask
 * about any number of origins. Therefore only one query runs at a time, for all origins that wait.
 */
@Injectable()
export class TokenHosts {
  private readonly known = new LRUCache<string, Answer>({ max: MAX_KNOWN });
  private waiting = new Map<string, PromiseWithResolvers<boolean>>();
  private isAsking = false;

  constructor(
    private readonly repository: TokenHostsRepository,
    private readonly clock: Clock,
  ) {}

  /** Whether a valid token is restricted to the host of this origin. */
  async include(origin: string): Promise<boolean> {
    const known = this.known.get(origin);
    if (known !== undefined && known.until > this.clock.now().getTime()) return known.isLive;
    if (origin.length > ORIGIN_MAX_LENGTH || hostsOfOrigin(origin).length === 0) return false;
    const asked = this.waiting.get(origin);
    if (asked !== undefined) return asked.promise;
    if (this.waiting.size >= MAX_WAITING) return false;
    const answer = Promise.withResolvers<boolean>();
    this.waiting.set(origin, answer);
    if (!this.isAsking) void this.askAll();
    return answer.promise;
  }

  private async askAll(): Promise<void> {
    this.isAsking = true;
    while (this.waiting.size > 0) {
      const { waiting } = this;
      this.waiting = new Map();
      await this.ask(waiting);
    }
    this.isAsking = false;
  }

  private async ask(waiting: typeof this.waiting): Promise<void> {
    const now = this.clock.now();
    try {
      const hosts = [...waiting.keys()].flatMap(hostsOfOrigin);
      const live = new Set(await this.repository.findLive(hosts, now));
      for (const [origin, { resolve }] of waiting) {
        const isLive = hostsOfOrigin(origin).some((host) => live.has(host));
        this.known.set(origin, { isLive, until: now.getTime() + MAX_AGE_MS });
        resolve(isLive);
      }
    } catch (error) {
      for (const { reject } of waiting.values()) reject(error);
    }
  }
}
