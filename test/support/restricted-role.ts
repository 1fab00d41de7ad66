import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';

/** A role without the rights of a superuser, to which limits of the server apply. */
export interface RestrictedRole {
  url: string;
  /** Such as `CONNECTION LIMIT 0`. Applies to new connections only. */
  alter: (change: string) => Promise<void>;
  drop: () => Promise<void>;
}

/** @param owner owns the database and the role */
export async function createRestrictedRole(
  owner: DataSource,
  databaseUrl: string,
): Promise<RestrictedRole> {
  const name = `restricted_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await owner.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}' IN ROLE CURRENT_USER`);
  const url = new URL(databaseUrl);
  url.username = name;
  url.password = password;
  return {
    url: url.toString(),
    alter: (change) => owner.query(`ALTER ROLE ${name} ${change}`),
    drop: async () => {
      await owner.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1',
        [name],
      );
      await owner.query(`DROP OWNED BY ${name}`);
      await owner.query(`DROP ROLE ${name}`);
    },
  };
}
