import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Token } from '../token.entity.js';
import { describeToken } from '../token-event.js';
import type { DescribedToken } from '../token-event.js';
import type { RevocationReason } from '../../admission/credentials/token.types.js';
import { TokenEvents } from '../token-events.js';

type Target = { tokenId: string } | { assistantId: string[] } | { userId: string };

const COLUMNS = { tokenId: 'id', assistantId: 'assistant_id', userId: 'user_id' } as const;

export interface RevokedToken {
  id: string;
  assistantId: string | null;
}

interface RevokedRow extends Omit<DescribedToken, 'assistantId'> {
  assistant_id: string | null;
}

/** The only place that takes tokens back. */
@Injectable()
export class RevocationRepository {
  constructor(private readonly events: TokenEvents) {}

  /** @returns the tokens that were live until now; revoking again changes nothing. */
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

  /** Keeps the names of assistants that are about to go on their tokens, which stay listed. */
  async keepAssistantNames(manager: EntityManager, assistantIds: string[]): Promise<void> {
    await manager.query(
      `UPDATE tokens SET deleted_assistant = assistants.owner_id || ':' || assistants.slug
       FROM assistants WHERE assistants.id = tokens.assistant_id AND assistants.id = ANY($1)`,
      [assistantIds],
    );
  }
}
