import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { queryPrepared } from '../../../platform/database/prepared.js';
import type { UtcDay } from '../../usage/utc-day.js';
import { Budget } from './budget.entity.js';

/** Whose budget it is. */
export type BudgetSubject = { tokenId: string } | { assistantId: string } | { userId: string };

/** Who pays for an answer. */
export interface Payer {
  tokenId: string | null;
  assistantId: string;
  userId: string;
}

const COLUMNS = `id, token_id AS "tokenId", assistant_id AS "assistantId", user_id AS "userId",
  model_tokens AS "modelTokens", period, warn_at AS "warnAt", used, period_start AS "periodStart",
  warned`;
const OF_PAYER = `FROM budgets WHERE token_id = $1 OR assistant_id = $2 OR user_id = $3`;

const FIND = { name: 'find-budgets', text: `SELECT ${COLUMNS} ${OF_PAYER}` };
/** Always by id, which avoids deadlocks. */
const LOCK = {
  name: 'lock-budgets',
  text: `SELECT ${COLUMNS} ${OF_PAYER} ORDER BY id FOR NO KEY UPDATE`,
};

/** The first number of the advisory locks. */
const SPENDERS = 7_410_060;
const SHARE = {
  name: 'share-spenders',
  text: `SELECT pg_advisory_xact_lock_shared(${SPENDERS}, hashtext(id))
    FROM (SELECT id FROM unnest($1::text[]) AS id ORDER BY id) AS ids`,
};

const COLUMN = {
  tokenId: 'token_id',
  assistantId: 'assistant_id',
  userId: 'user_id',
} as const;

@Injectable()
export class BudgetsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  findOf(subject: BudgetSubject, manager = this.dataSource.manager): Promise<Budget | null> {
    return manager.findOneBy(Budget, subject);
  }

  find(manager: EntityManager, payer: Payer): Promise<Budget[]> {
    return queryPrepared<Budget>(manager, FIND, valuesOf(payer));
  }

  lock(manager: EntityManager, payer: Payer): Promise<Budget[]> {
    return queryPrepared<Budget>(manager, LOCK, valuesOf(payer));
  }

  /** While a transaction counts for the payer, nobody can set a budget: it would miss the count. */
  async shareSpending(manager: EntityManager, payer: Payer): Promise<void> {
    const ids = valuesOf(payer).filter((id) => id !== null);
    await queryPrepared(manager, SHARE, [ids]);
  }

  /** Waits until no transaction counts for the subject. */
  async lockSpending(manager: EntityManager, subject: BudgetSubject): Promise<void> {
    const [id] = Object.values<string>(subject as Record<string, string>);
    await manager.query(`SELECT pg_advisory_xact_lock(${SPENDERS}, hashtext($1))`, [id]);
  }

  async sumSince(manager: EntityManager, subject: BudgetSubject, day: UtcDay): Promise<number> {
    const [[name, id] = []] = Object.entries(subject) as [keyof typeof COLUMN, string][];
    if (name === undefined) throw new Error('A budget has a subject.');
    const [row] = await manager.query<[{ used: number }]>(
      `SELECT coalesce(sum(input_tokens + output_tokens), 0)::float8 AS used FROM model_usage
       WHERE ${COLUMN[name]} = $1 AND day >= date '1970-01-01' + $2::int`,
      [id, day],
    );
    return row.used;
  }

  async save(manager: EntityManager, budget: Budget): Promise<void> {
    await manager.upsert(Budget, budget, ['id']);
  }

  async update(
    manager: EntityManager,
    id: string,
    changes: Pick<Budget, 'used' | 'periodStart' | 'warned'>,
  ): Promise<void> {
    await manager.update(Budget, { id }, changes);
  }

  async remove(manager: EntityManager, id: string): Promise<void> {
    await manager.delete(Budget, { id });
  }
}

function valuesOf({ tokenId, assistantId, userId }: Payer): [string | null, string, string] {
  return [tokenId, assistantId, userId];
}
