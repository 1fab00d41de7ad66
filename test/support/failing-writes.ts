import type { TestApp } from './test-app.js';

type Failure = 'at the statement' | 'at the commit';

const TIMING = {
  'at the statement': 'CREATE TRIGGER failing_writes BEFORE INSERT OR UPDATE',
  'at the commit': 'CREATE CONSTRAINT TRIGGER failing_writes AFTER INSERT OR UPDATE',
};
const DEFERRAL = { 'at the statement': '', 'at the commit': 'DEFERRABLE INITIALLY DEFERRED' };

/** Makes each write to the table fail with the SQLSTATE, until `mendWrites`. */
export async function failWrites(
  { dataSource }: TestApp,
  table: string,
  sqlState: string,
  failure: Failure = 'at the statement',
): Promise<void> {
  await dataSource.query(
    `CREATE OR REPLACE FUNCTION fail_writes() RETURNS trigger LANGUAGE plpgsql AS
     $$BEGIN RAISE EXCEPTION 'The database fails.' USING ERRCODE = '${sqlState}'; END$$`,
  );
  await dataSource.query(
    `${TIMING[failure]} ON ${table} ${DEFERRAL[failure]}
     FOR EACH ROW EXECUTE FUNCTION fail_writes()`,
  );
}

export async function mendWrites({ dataSource }: TestApp, table: string): Promise<void> {
  await dataSource.query(`DROP TRIGGER IF EXISTS failing_writes ON ${table}`);
}
