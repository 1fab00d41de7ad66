import type { Db } from 'pg-boss';
import type { EntityManager } from 'typeorm';

/** In addition to the one that listens for notifications. */
export const JOB_CONNECTIONS = 2;

/** Lets pg-boss write in the transaction of `manager`. */
export function jobDatabase({ queryRunner }: EntityManager): Db {
  return {
    executeSql: async (text, values) => {
      if (!queryRunner) throw new Error('There is no transaction.');
      const { records } = await queryRunner.query(text, values, true);
      return { rows: records };
    },
  };
}
