import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { TokenType } from '../../admission/credentials/token.types.js';
import { suspensionOf } from '../suspension/suspension.js';
import type { SuspensionReason } from '../suspension/suspension.js';

const OF_NEW_TOKEN = `
  SELECT ${suspensionOf('token')} AS refusal
  FROM (SELECT $1::text AS type, $2::uuid AS assistant_id, $3::uuid AS user_id) token`;

/** Whether a user can hold a token: by the rule that decides whether a token is suspended. */
@Injectable()
export class HoldingRepository {
  /** @returns why the user cannot hold a new token, or `null` */
  async findRefusal(
    manager: EntityManager,
    userId: string,
    type: TokenType,
    assistantId: string | null,
  ): Promise<SuspensionReason | null> {
    const [row] = await manager.query<{ refusal: SuspensionReason | null }[]>(OF_NEW_TOKEN, [
      type,
      assistantId,
      userId,
    ]);
    return row?.refusal ?? null;
  }
}
