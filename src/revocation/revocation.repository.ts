import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Token } from '../tokens/token.entity.js';
import type { RevocationReason } from '../tokens/token.types.js';

type Target = { tokenId: string } | { assistantId: string } | { userId: string };

const COLUMNS = { tokenId: 'id', assistantId: 'assistant_id', userId: 'user_id' } as const;

/** The only place that takes tokens back. */
@Injectable()
export class RevocationRepository {
  /** @returns the ids of the tokens that were live until now; revoking again changes nothing. */
  async revokeTokens(
    manager: EntityManager,
    target: Target,
    reason: RevocationReason,
    now: Date,
  ): Promise<string[]> {
    const [key, value] = Object.entries(target)[0] as [keyof typeof COLUMNS, string];
    const result = await manager
      .createQueryBuilder()
      .update(Token)
      .set({ revokedAt: now, revocationReason: reason })
      .where(`${COLUMNS[key]} = :value AND revoked_at IS NULL`, { value })
      .returning('id')
      .execute();
    return (result.raw as { id: string }[]).map(({ id }) => id);
  }

  /** Keeps the name of an assistant that is about to go on its tokens, which stay listed. */
  async keepAssistantName(
    manager: EntityManager,
    assistantId: string,
    naturalId: string,
  ): Promise<void> {
    await manager.query(`UPDATE tokens SET deleted_assistant = $2 WHERE assistant_id = $1`, [
      assistantId,
      naturalId,
    ]);
  }
}
