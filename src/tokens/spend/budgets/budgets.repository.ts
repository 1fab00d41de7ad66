import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { AssistantNotFoundError } from '../../../assistants/assistants.errors.js';
import { UserNotFoundError } from '../../../identity/users/users.errors.js';
import { isForeignKeyViolation } from '../../../platform/database/database.errors.js';
import { queryPrepared } from '../../../platform/database/prepared.js';
import { TokenNotFoundError } from '../../tokens.errors.js';
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

/** Who would pay for an answer, as far as it is known. */
export type PossiblePayer = Omit<Payer, 'assistantId'> & { assistantId: string | null };

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

  find(payer: PossiblePayer, manager?: EntityManager): Promise<Budget[]> {
    const values = valuesOf(payer);
    return manager === undefined
      ? this.dataSource.query<Budget[]>(FIND.text, values)
      : queryPrepared<Budget>(manager, FIND, values);
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

  async sumSince(
    subject: BudgetSubject,
    day: UtcDay,
    manager = this.dataSource.manager,
  ): Promise<number> {
    const [[name, id] = []] = Object.entries(subject) as [keyof typeof COLUMN, string][];
    if (name === undefined) throw new Error('A budget has a subject.');
    const [row] = await manager.query<[{ used: number }]>(
      `SELECT coalesce(sum(input_tokens + output_tokens), 0)::float8 AS used FROM model_usage
       WHERE ${COLUMN[name]} = $1 AND day >= date '1970-01-01' + $2::int`,
      [id, day],
    );
    return row.used;
  }

  /**
   * @throws TokenNotFoundError, AssistantNotFoundError, UserNotFoundError if a deletion at the same time
   *   was faster
   */
  async save(manager: EntityManager, budget: Budget): Promise<void> {
    try {
      await manager.upsert(Budget, budget, ['id']);
    } catch (error) {
      if (isForeignKeyViolation(error, 'budgets_token_id_fkey')) throw new TokenNotFoundError();
      if (isForeignKeyViolation(error, 'budgets_assistant_id_fkey'))
        throw new AssistantNotFoundError();
      if (isForeignKeyViolation(error, 'budgets_user_id_fkey')) throw new UserNotFoundError();
      throw error;
    }
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

function valuesOf({ tokenId, assistantId, userId }: PossiblePayer): (string | null)[] {
  return [tokenId, assistantId, userId];
}
