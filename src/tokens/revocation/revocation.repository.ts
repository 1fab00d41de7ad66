import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Token } from '../token.entity.js';
import type { DescribedToken } from '../token-events.js';
import type { RevocationReason } from '../../admission/credentials/token.types.js';
import { describeToken, TokenEvents } from '../token-events.js';

type Target = { tokenId: string } | { assistantId: string[] } | { userId: string };

const COLUMNS = { tokenId: 'id', assistantId: 'assistant_id', userId: 'user_id' } as const;

export interface RevokedToken {
  id: string;
  assistantId: string | null;
}

interface RevokedRow extends Omit<DescribedToken, 'assistantId'> {
  assistant_id: string | null;
}

/** Revokes tokens. No other place does. */
@Injectable()
export class RevocationRepository {
  constructor(private readonly events: TokenEvents) {}

  /** Idempotent. @returns the tokens that were not revoked before */
  async revokeTokens(
    manager: EntityManager,
    target: Target,
    reason: RevocationReason,
    now: Date,
  ): Promise<RevokedToken[]> {
    const [key, value] = Object.entries(target)[0] as [keyof typeof COLUMNS, string | string[]];
    const result = await manager
      .createQueryBuilder()
      .update(Token)
      .set({ revokedAt: now, revocationReason: reason })
      .where(`${COLUMNS[key]} = ANY(:values) AND revoked_at IS NULL`, { values: [value].flat() })
      .returning(['id', 'assistantId', 'type', 'username', 'notes', 'hint'])
      .execute();
    const rows = result.raw as RevokedRow[];
    const revoked = rows.map(({ assistant_id: assistantId, ...row }) => ({ ...row, assistantId }));
    await this.events.publish(
      manager,
      revoked.flatMap((token) => describeToken('token.revoked', token, now, { reason })),
    );
    return revoked.map(({ id, assistantId }) => ({ id, assistantId }));
  }

  /** Stores the natural id of assistants in their tokens before the assistants are deleted. */
  async keepAssistantNames(manager: EntityManager, assistantIds: string[]): Promise<void> {
    await manager.query(
      `UPDATE tokens SET deleted_assistant = assistants.owner_id || ':' || assistants.slug
       FROM assistants WHERE assistants.id = tokens.assistant_id AND assistants.id = ANY($1)`,
      [assistantIds],
    );
  }
}
