import type { Client } from 'pg';

interface Dropped {
  name: string;
  drop: string;
  create: string;
}

/** Foreign keys before the keys that they need. */
const CONSTRAINTS = `
  SELECT conname AS name,
    format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
    format('ALTER TABLE %s ADD CONSTRAINT %I %s',
      conrelid::regclass, conname, pg_get_constraintdef(oid)) AS create
  FROM pg_constraint
  WHERE contype IN ('f', 'p', 'u')
    AND (conrelid = ANY ($1::regclass[]) OR confrelid = ANY ($1::regclass[]))
  ORDER BY contype = 'f' DESC`;

const INDEXES = `
  SELECT indexrelid::regclass::text AS name,
    format('DROP INDEX %s', indexrelid::regclass) AS drop,
    pg_get_indexdef(indexrelid) AS create
  FROM pg_index
  WHERE indrelid = ANY ($1::regclass[])
    AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)`;

/** Takes the indexes and keys of the tables away for some work: building them once is faster. */
export async function withoutIndexes(
  client: Client,
  tables: string[],
  work: () => Promise<void>,
  onProgress: (sentence: string) => void,
): Promise<void> {
  const constraints = (await client.query<Dropped>(CONSTRAINTS, [tables])).rows;
  const indexes = (await client.query<Dropped>(INDEXES, [tables])).rows;
  const all = [...constraints, ...indexes];
  for (const { drop } of all) await client.query(drop);
  await work();
  await client.query(`SET maintenance_work_mem = '1GB'`);
  for (const { name, create } of all.reverse()) {
    onProgress(name);
    await client.query(create);
  }
}
