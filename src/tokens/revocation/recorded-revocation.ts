import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../../admission/principal.js';
import { AuditRepository } from '../../audit/audit.repository.js';
import { RevocationRepository } from './revocation.repository.js';
import type { RevokedToken } from './revocation.repository.js';

/** Revokes the tokens of an owner, and records each. */
@Injectable()
export class RecordedRevocation {
  constructor(
    private readonly revocation: RevocationRepository,
    private readonly audit: AuditRepository,
  ) {}

  /** @returns the tokens of deleted assistants, which stay listed */
  async ofAssistants(
    caller: Caller,
    manager: EntityManager,
    assistantId: string[],
    at: Date,
  ): Promise<RevokedToken[]> {
    const reason = 'assistant_deleted';
    const revoked = await this.revocation.detachTokens(manager, { assistantId }, reason, at);
    await this.record(caller, manager, revoked, { at, reason });
    return revoked;
  }

  /** @returns the ids of the tokens of a deleted user, which stay listed */
  async ofDeletedUser(
    caller: Caller,
    manager: EntityManager,
    userId: string,
    at: Date,
  ): Promise<string[]> {
    const reason = 'user_deleted';
    const revoked = await this.revocation.detachTokens(manager, { userId }, reason, at);
    await this.record(caller, manager, revoked, { at, reason, ownerId: userId });
    return revoked.map(({ id }) => id);
  }

  /** @returns the ids of the tokens */
  async ofUser(
    caller: Caller,
    manager: EntityManager,
    userId: string,
    at: Date,
  ): Promise<string[]> {
    const revoked = await this.revocation.revokeTokens(manager, { userId }, 'revoked', at);
    await this.record(caller, manager, revoked, { at });
    return revoked.map(({ id }) => id);
  }

  /** The tokens have lost what is deleted, so the records are told about it. */
  private record(
    caller: Caller,
    manager: EntityManager,
    revoked: RevokedToken[],
    facts: { at: Date; reason?: string; ownerId?: string },
  ): Promise<void> {
    return this.audit.recordBy(
      caller,
      manager,
      revoked.map(({ id, assistantId }) => ({
        ...facts,
        action: 'token.revoked',
        subjectId: id,
        assistantUuid: assistantId,
      })),
    );
  }
}
