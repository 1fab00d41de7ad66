import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { FIRST_ID } from './violations.repository.js';

@Injectable()
export class PolicySweepsRepository {
  /**
   * Only one instance judges at a time.
   *
   * @returns the last judged token; `null` if there is nothing to judge or another instance does
   */
  async take(manager: EntityManager, now: Date): Promise<string | null> {
    const [sweep] = await manager.query<{ cursor: string }[]>(
      `SELECT coalesce(cursor, $2) AS cursor FROM policy_sweeps
       WHERE cursor IS NOT NULL OR due_at <= $1 FOR UPDATE SKIP LOCKED`,
      [now, FIRST_ID],
    );
    return sweep?.cursor ?? null;
  }

  /** @returns whether this transaction is the only one that judges */
  async lock(manager: EntityManager): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      'SELECT 1 FROM policy_sweeps FOR UPDATE SKIP LOCKED',
    );
    return rows.length > 0;
  }

  async moveTo(manager: EntityManager, cursor: string): Promise<void> {
    await manager.query('UPDATE policy_sweeps SET cursor = $1', [cursor]);
  }

  async finish(manager: EntityManager, nextAt: Date): Promise<void> {
    await manager.query('UPDATE policy_sweeps SET cursor = NULL, due_at = $1', [nextAt]);
  }

  /** Judges all tokens again, from the first one. */
  restart(manager: EntityManager): Promise<void> {
    return this.moveTo(manager, FIRST_ID);
  }
}
