import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { queryPrepared } from '../../../platform/database/prepared.js';
import type { ModelCall } from './model-call.entity.js';

/** One attempt at an answer. */
export interface CallId {
  messageId: string;
  attempt: number;
}

export interface NewCall extends Omit<ModelCall, 'subject' | 'startedAt'> {
  childId: string | null;
}

/** Above the longest time that an answer takes. */
const LOST_AFTER = `interval '20 minutes'`;

const INSERT = {
  name: 'insert-model-call',
  text: `
    INSERT INTO model_calls (message_id, attempt, assistant_id, user_id, token_id, subject, model,
      prompt_characters, started_at)
    VALUES ($1, $2, $3, $4, $5,
      coalesce((SELECT label FROM child_tokens WHERE id = $6), ''), $7, $8, now())`,
};

const COLUMNS = `message_id AS "messageId", attempt, assistant_id AS "assistantId",
  user_id AS "userId", token_id AS "tokenId", subject, model,
  prompt_characters AS "promptCharacters", started_at AS "startedAt"`;

const TAKE = {
  name: 'take-model-call',
  text: `DELETE FROM model_calls WHERE message_id = $1 AND attempt = $2 RETURNING ${COLUMNS}`,
};

const TAKE_LOST = `
  DELETE FROM model_calls WHERE (message_id, attempt) IN (
    SELECT message_id, attempt FROM model_calls WHERE started_at < now() - ${LOST_AFTER}
    LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING ${COLUMNS}`;

@Injectable()
export class ModelCallsRepository {
  async insert(manager: EntityManager, call: NewCall): Promise<void> {
    await queryPrepared(manager, INSERT, [
      call.messageId,
      call.attempt,
      call.assistantId,
      call.userId,
      call.tokenId,
      call.childId,
      call.model,
      call.promptCharacters,
    ]);
  }

  /** Only one transaction gets a call. @returns `null` if it was already taken */
  async take(manager: EntityManager, { messageId, attempt }: CallId): Promise<ModelCall | null> {
    const [call] = await queryPrepared<ModelCall>(manager, TAKE, [messageId, attempt]);
    return call ?? null;
  }

  /** @returns a call whose instance cannot be waiting for the answer any more */
  async takeLost(manager: EntityManager): Promise<ModelCall | null> {
    const [[call]] = await manager.query<[(ModelCall | undefined)[], number]>(TAKE_LOST);
    return call ?? null;
  }
}
