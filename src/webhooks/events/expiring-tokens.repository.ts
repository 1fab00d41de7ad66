import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { nameOf } from '../../tokens/token.entity.js';
import type { PublishedEvent } from './webhook-events.js';

/**
 * Announces a token a week before it expires, or at half of its lifetime if it lives less than two
 * weeks. Each webhook gets the event once per token, even a webhook that was created later.
 */
const TELL = `
  WITH due AS MATERIALIZED (
    SELECT w.id AS webhook_id, t.id AS token_id, t.expires_at, t.username,
      ${nameOf('t')} AS name, t.notes, t.hint,
      a.owner_id || ':' || a.slug AS natural_id
    FROM webhooks w
    JOIN assistants a ON a.id = w.assistant_id
    JOIN tokens t ON t.assistant_id = w.assistant_id
    WHERE w.enabled AND w.events @> ARRAY['token.expiring'] AND t.revoked_at IS NULL
      AND t.expires_at > $1 AND t.expires_at <= $1 + interval '7 days'
      AND t.expires_at <= $1 + (t.expires_at - t.created_at) / 2
      AND NOT EXISTS (
        SELECT FROM webhook_deliveries d
        WHERE d.webhook_id = w.id AND d.event = 'token.expiring' AND d.subject_id = t.id)
    LIMIT $2
    FOR KEY SHARE OF w
  )
  INSERT INTO webhook_deliveries
    (id, webhook_id, event, at, data, subject_id, state, next_attempt_at, created_at)
  SELECT new_delivery_id(), webhook_id, 'token.expiring', $1, jsonb_build_object(
      'assistantId', natural_id, 'tokenId', token_id, 'username', username,
      'name', name, 'notes', notes,
      'token', hint, 'expiresAt',
      to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
    token_id, 'pending', $1, $1
  FROM due
  ON CONFLICT (webhook_id, event, subject_id) WHERE subject_id IS NOT NULL DO NOTHING
  RETURNING webhook_id AS delivery_webhook_id`;

@Injectable()
export class ExpiringTokensRepository {
  /** @returns the created deliveries; if there are `limit` of them, more may be due */
  tell(manager: EntityManager, now: Date, limit: number): Promise<PublishedEvent[]> {
    return manager.query<PublishedEvent[]>(TELL, [now, limit]);
  }
}
