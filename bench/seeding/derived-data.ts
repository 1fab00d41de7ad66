import type { Client } from 'pg';

/**
 * What the triggers of the seeded tables would have written, had they been on: one statement for
 * each table that is kept up to date by a trigger.
 */
const REBUILD: string[] = [];

/** Brings what is derived from the tokens up to date after seeding, and the planner's statistics. */
export async function rebuildDerivedData(client: Client): Promise<void> {
  for (const statement of REBUILD) await client.query(statement);
  await client.query('VACUUM ANALYZE');
}
