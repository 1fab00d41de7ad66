import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Bounds the time of a transaction, which deletes the events of these heads. */
const HEADS_AT_ONCE = 20;

/** The first heads that have events, up to the first one that must stay. */
const CUTTABLE = `
  WITH oldest AS (
    SELECT sequence, to_at FROM audit_heads WHERE cut_at IS NULL
    ORDER BY sequence LIMIT ${HEADS_AT_ONCE}
  )
  SELECT sequence FROM oldest
  WHERE sequence < coalesce((SELECT min(sequence) FROM oldest WHERE to_at >= $1), sequence + 1)
    AND (NOT $2 OR sequence <= (SELECT head FROM audit_sink_positions LIMIT 1))
  ORDER BY sequence`;

const DELETE_EVENTS = `
  DELETE FROM audit_events WHERE id IN (
    SELECT event_id FROM audit_leaves WHERE head = ANY($1::bigint[]))`;

@Injectable()
export class AuditRetentionRepository {
  /** @param onlySent whether the sink must have them */
  async findCuttable(manager: EntityManager, before: Date, onlySent: boolean): Promise<string[]> {
    const rows = await manager.query<{ sequence: string }[]>(CUTTABLE, [before, onlySent]);
    return rows.map(({ sequence }) => sequence);
  }

  /** @returns the number of events */
  async cut(manager: EntityManager, heads: string[], now: Date): Promise<number> {
    const [, events] = await manager.query<[unknown, number]>(DELETE_EVENTS, [heads]);
    await manager.query('DELETE FROM audit_leaves WHERE head = ANY($1::bigint[])', [heads]);
    await manager.query('UPDATE audit_heads SET cut_at = $2 WHERE sequence = ANY($1::bigint[])', [
      heads,
      now,
    ]);
    return events;
  }
}
