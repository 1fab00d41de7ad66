import type { QueryRunner } from 'typeorm';

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/**
 * Runs a statement for one batch of rows after the other, each in a transaction of its own, in a
 * migration with `transaction = false`. A migration that was killed begins with the first row again.
 *
 * @param statement handles some rows whose ids are greater than `$1`, and returns the last `id`
 */
export async function inBatches(queryRunner: QueryRunner, statement: string): Promise<void> {
  for (let after: string | undefined = BEFORE_ALL; after !== undefined;) {
    const rows = (await queryRunner.query(statement, [after])) as { id: string }[];
    after = rows[0]?.id;
  }
}
