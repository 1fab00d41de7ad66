import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { FailedAuthentications } from '../limits/failed-authentications.js';
import { digestOf, isWellFormedSecret, prefixOf } from '../tokens/token-secret.js';
import { TokenReuseService } from '../tokens/token-reuse.service.js';
import { CredentialsRepository } from './credentials.repository.js';
import type { SessionCredential, TokenCredential } from './credentials.repository.js';
import { permissionsOf } from './principal.js';
import type { Principal } from './principal.js';

/** Turns a secret into the principal it stands for. */
@Injectable()
export class CredentialResolver {
  constructor(
    private readonly credentials: CredentialsRepository,
    private readonly reuse: TokenReuseService,
    private readonly failures: FailedAuthentications,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns null for a malformed, unknown, expired, revoked, retired or disabled one alike.
   * @throws TooManyFailedAuthenticationsError
   */
  async resolve(secret: string, address: string): Promise<Principal | null> {
    if (!isWellFormedSecret(secret)) return null;
    this.failures.requireLookUp(address);
    const digest = digestOf(secret);
    return prefixOf(secret) === 'i5s_'
      ? this.resolveSession(digest)
      : this.resolveToken(digest, address);
  }

  private async resolveSession(digest: Buffer): Promise<Principal | null> {
    const session = await this.credentials.findSession(digest);
    if (session === null || session.disabled || session.expiresAt <= this.clock.now()) return null;
    return {
      ...userOf(session),
      kind: 'session',
      credentialId: session.id,
      secretVersion: null,
      assistant: null,
      readOnly: false,
      cidr: null,
      host: null,
      rateLimitPerMinute: null,
      expiresAt: session.expiresAt,
    };
  }

  private async resolveToken(digest: Buffer, address: string): Promise<Principal | null> {
    const token = await this.credentials.findToken(digest);
    if (token === null || token.revokedAt !== null) return null;
    const now = this.clock.now();
    if (token.retiresAt !== null && token.retiresAt <= now) {
      await this.reuse.report({ tokenId: token.id, version: token.secretVersion, address });
      return null;
    }
    if (token.disabled || (token.expiresAt !== null && token.expiresAt <= now)) return null;
    return {
      ...userOf(token),
      ...(token.type === 'assistant' && { permissions: [] }),
      kind: token.type,
      credentialId: token.id,
      secretVersion: token.secretVersion,
      assistant: assistantOf(token),
      readOnly: token.readOnly,
      cidr: token.cidr,
      host: token.host,
      rateLimitPerMinute: token.rateLimitPerMinute,
      expiresAt: token.expiresAt,
    };
  }
}

function userOf(row: SessionCredential | TokenCredential) {
  return {
    userId: row.userId,
    username: row.username,
    displayName: row.displayName,
    role: row.role,
    permissions: permissionsOf(row),
    seat: row.seat,
  };
}

function assistantOf(row: TokenCredential): Principal['assistant'] {
  if (row.assistantId === null || row.assistantNaturalId === null) return null;
  return {
    id: row.assistantId,
    naturalId: row.assistantNaturalId,
    reachable: row.assistantReachable,
  };
}
