import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { TokensTransferred } from '../../tokens/ownership/tokens-transferred.js';

/** One statement for all chats could exceed the time limit. */
const BATCH_SIZE = 5_000;

const MOVE = `
  UPDATE chats SET user_id = $2
  WHERE id IN (SELECT id FROM chats WHERE token_id = ANY($1) AND user_id <> $2 LIMIT $3)`;

/** The chats that a token or its children started go with it, so that its conversations go on. */
@Injectable()
export class ChatsOfTransferredTokens implements TokensTransferred {
  async handle(manager: EntityManager, tokenIds: string[], userId: string): Promise<void> {
    let moved: number;
    do {
      [, moved] = await manager.query<[unknown[], number]>(MOVE, [tokenIds, userId, BATCH_SIZE]);
    } while (moved === BATCH_SIZE);
  }
}
