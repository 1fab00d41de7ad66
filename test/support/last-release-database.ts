import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { LastRelease, migrateToLastRelease } from '../../bench/migrating/last-release.js';
import type { Somebody } from '../../bench/migrating/last-release.js';
import { createTestDatabase } from './test-database.js';
import type { TestDatabase } from './test-database.js';

const TOKENS = 10_000;

const SEED = `
  INSERT INTO owners (id, kind) VALUES ('team', 'team'), ('anna', 'user');
  INSERT INTO teams (id, name, created_at, updated_at) VALUES ('team', 'Team', now(), now());
  INSERT INTO users (id, username, display_name, password_hash, role, permissions, created_at, updated_at)
  VALUES (gen_random_uuid(), 'anna', 'Anna', '', 'member', '{}', now(), now());
  INSERT INTO assistants (id, owner_id, slug, name, created_at, updated_at)
  VALUES (gen_random_uuid(), 'team', 'sales', 'Sales', now(), now());
  INSERT INTO tokens (id, type, user_id, username, assistant_id, notes, hint, created_at)
  SELECT gen_random_uuid(), 'assistant', u.id, u.username, a.id, 'Number ' || n, 'i5t_000000…', now()
  FROM users u, assistants a, generate_series(1, ${TOKENS}) n;
  INSERT INTO token_secrets (token_id, version, digest, created_at, last_used_at)
  SELECT id, 1, sha256(convert_to(id::text, 'UTF8')), now(),
    CASE WHEN right(notes, 1) = '5' THEN now() - interval '100 days' END
  FROM tokens;
  INSERT INTO audit_events (id, at, action, actor, subject_type, subject_id)
  SELECT id, created_at, 'token.created', username, 'token', id::text FROM tokens`;

/** A database of version 0.2.0 with tokens and audit events, and connections of its instances. */
export class LastReleaseDatabase {
  private readonly clients: Client[] = [];

  private constructor(
    private readonly database: TestDatabase,
    readonly client: Client,
    readonly somebody: Somebody,
    private readonly tokenIds: string[],
  ) {}

  static async create(): Promise<LastReleaseDatabase> {
    const database = await createTestDatabase(null);
    await migrateToLastRelease(database.url);
    const client = new Client(database.url);
    await client.connect();
    await client.query(SEED);
    const { rows: tokens } = await client.query<{ id: string }>(
      'SELECT id FROM tokens ORDER BY id',
    );
    const { rows } = await client.query<Somebody>(
      `SELECT u.id AS "userId", u.username, a.id AS "assistantId" FROM users u, assistants a`,
    );
    const tokenIds = tokens.map(({ id }) => id);
    return new LastReleaseDatabase(database, client, rows[0] as Somebody, tokenIds);
  }

  get url(): string {
    return this.database.url;
  }

  /** A token that nobody else takes. */
  takeToken(): string {
    return this.tokenIds.pop() as string;
  }

  /** A transaction that stays open until its client ends, after the statement. */
  async hold(statement: string): Promise<Client> {
    const client = await this.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await client.query(statement);
    return client;
  }

  /** What an instance of version 0.2.0 does. @throws if a statement fails or does not end */
  async useLastRelease(): Promise<void> {
    const client = await this.connect();
    await client.query('SET statement_timeout = 30000');
    const release = new LastRelease(client);
    const issued = randomUUID();
    await release.issue(issued, this.somebody);
    await release.recordUse(issued);
    await release.rotate(this.takeToken());
    await release.revoke(this.takeToken());
    if (!(await release.verify(issued))) throw new Error('The token is not accepted.');
    await client.end();
  }

  async drop(): Promise<void> {
    await Promise.all([...this.clients, this.client].map((client) => client.end()));
    await this.database.drop();
  }

  private async connect(): Promise<Client> {
    const client = new Client(this.url);
    await client.connect();
    this.clients.push(client);
    return client;
  }
}
