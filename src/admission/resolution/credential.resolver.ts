import { Injectable } from '@nestjs/common';
import { elapsedSince, markNow } from '../cache/invalidation/time-mark.js';
import { Clock } from '../../platform/clock/clock.js';
import { UnavailableError } from '../../platform/errors/unavailable.error.js';
import {
  digestKeyOf,
  digestOfKey,
  isWellFormedSecret,
  kindOf,
  MAX_SECRET_LENGTH,
} from '../credentials/secret.js';
import { PrincipalCache } from '../cache/principal-cache.js';
import {
  childResolution,
  isReuse,
  principalIn,
  sessionResolution,
  tokenResolution,
} from './credential-resolution.js';
import type { Resolution } from './credential-resolution.js';
import { CredentialsRepository } from './credentials.repository.js';
import type { Principal } from '../principal.js';
import { RetiredSecretPresented } from './retired-secret-presented.js';

interface Lookup {
  principal: Principal | null;
  /** Whether nothing relevant changed during the lookup. */
  current: boolean;
}

/** Older results are read again, unless they are known to be current. */
const MAX_AGE_MS = 1_000;
const ATTEMPTS = 3;

/** Resolves a secret to its principal, from the cache or with one query. */
@Injectable()
export class CredentialResolver {
  private readonly lookups = new Map<string, Promise<Lookup>>();

  constructor(
    private readonly credentials: CredentialsRepository,
    private readonly cache: PrincipalCache,
    private readonly retired: RetiredSecretPresented,
    private readonly clock: Clock,
  ) {}

  /**
   * @param address the client address, recorded in case of reuse
   * @param beforeLookUp called with the address before the database lookup of a secret that was not
   *   valid before; may throw
   * @returns `null` if the secret is malformed, unknown, expired, revoked or retired, or the user
   *   is disabled; a promise only if a database lookup is necessary
   */
  resolve(
    secret: string,
    address: string,
    beforeLookUp?: (address: string) => void,
  ): Principal | null | Promise<Principal | null> {
    if (secret.length > MAX_SECRET_LENGTH) return null;
    const digest = digestKeyOf(secret);
    const known = this.cache.find(digest);
    if (known !== undefined) return known;
    if (!isWellFormedSecret(secret)) return null;
    if (!this.cache.wasAccepted(digest)) beforeLookUp?.(address);
    return this.lookUp(secret, digest, address);
  }

  /**
   * Concurrent requests with the same secret share one lookup, unless a change came in the
   * meantime: the lookup may have read the state before a change that a later request must see.
   */
  private async lookUp(secret: string, digest: string, address: string): Promise<Principal | null> {
    const shared = this.cache.isCurrent ? this.lookups.get(digest) : undefined;
    if (shared !== undefined) {
      const { principal, current } = await shared;
      if (current) return principal;
    }
    const lookup = this.ask(secret, digest, address);
    this.lookups.set(digest, lookup);
    try {
      return (await lookup).principal;
    } finally {
      if (this.lookups.get(digest) === lookup) this.lookups.delete(digest);
    }
  }

  /**
   * A slow query may return outdated data. Accepts a result only if nothing relevant has changed
   * since the query began, or if it is recent.
   *
   * @throws UnavailableError if the database is too slow in every attempt
   */
  private async ask(secret: string, digest: string, address: string): Promise<Lookup> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const askedAt = markNow();
      const reading = this.cache.beginReading();
      const resolution = await this.find(secret, digest, address);
      const principal = principalIn(resolution);
      const current = this.cache.keep(digest, resolution, reading);
      if (current || principal === null || elapsedSince(askedAt) < MAX_AGE_MS) {
        return { principal, current };
      }
    }
    throw new UnavailableError();
  }

  private find(secret: string, digest: string, address: string): Promise<Resolution> {
    switch (kindOf(secret)) {
      case 's':
        return this.askForSession(digest);
      case 't':
        return this.askForToken(digest, address);
      case 'c':
        return this.askForChild(digest);
    }
  }

  private async askForSession(digest: string): Promise<Resolution> {
    const session = await this.credentials.findSession(digestOfKey(digest));
    return sessionResolution(session, this.clock.now());
  }

  private async askForToken(digest: string, address: string): Promise<Resolution> {
    const token = await this.credentials.findToken(digestOfKey(digest));
    const now = this.clock.now();
    if (token !== null && isReuse(token, now)) {
      await this.retired.report({ tokenId: token.id, version: token.secretVersion, address });
    }
    return tokenResolution(token, now);
  }

  private async askForChild(digest: string): Promise<Resolution> {
    const child = await this.credentials.findChild(digestOfKey(digest));
    return childResolution(child, this.clock.now());
  }
}
