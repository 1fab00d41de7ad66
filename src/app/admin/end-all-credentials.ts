import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { AuditRepository } from '../../audit/audit.repository.js';
import { AdminError } from './admin.error.js';

export interface EndedCredentials {
  sessions: number;
  tokens: number;
  children: number;
}

type Changed = [rows: unknown, count: number];

const POLL_MS = 100;
/** Twice the longest statement of the service. */
const LONGEST_TRANSACTION_MS = 30_000;

const UNDERWAY = `
  SELECT count(*)::int AS count FROM pg_stat_activity
  WHERE datname = current_database() AND usename = current_user
    AND pid <> pg_backend_pid() AND xact_start <= $1::timestamptz`;

/**
 * Ends all sessions, tokens and child tokens. Triggers announce it, so running instances refuse them
 * at once. A transaction that is already running may still create some. So when all of these have
 * ended, this ends what they created. Later ones check their credential again and fail.
 *
 * @throws AdminError if a transaction does not end
 */
export async function endAllCredentials(dataSource: DataSource): Promise<EndedCredentials> {
  const first = await endExisting(dataSource);
  await transactionsEnded(dataSource);
  const second = await endExisting(dataSource);
  return {
    sessions: first.sessions + second.sessions,
    tokens: first.tokens + second.tokens,
    children: first.children + second.children,
  };
}

function endExisting(dataSource: DataSource): Promise<EndedCredentials> {
  return dataSource.transaction(async (manager) => {
    const [{ now }] = await manager.query<[{ now: Date }]>('SELECT now()');
    const [, tokens] = await manager.query<Changed>(
      `UPDATE tokens SET revoked_at = $1, revocation_reason = 'revoked'
       WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $1)`,
      [now],
    );
    const [, children] = await manager.query<Changed>(
      'UPDATE child_tokens SET revoked_at = $1 WHERE revoked_at IS NULL AND expires_at > $1',
      [now],
    );
    const [, sessions] = await manager.query<Changed>('DELETE FROM sessions');
    const ended = { sessions, tokens, children };
    await new AuditRepository().record(manager, {
      at: now,
      action: 'credentials.ended',
      actor: null,
      credentialId: null,
      address: null,
      subjectType: 'service',
      subjectId: 'service',
      details: ended,
    });
    return ended;
  });
}

async function transactionsEnded(dataSource: DataSource): Promise<void> {
  // As a text: a Date has no microseconds, so a transaction that began in this millisecond could be missed.
  const [{ now }] = await dataSource.query<[{ now: string }]>(
    'SELECT clock_timestamp()::text AS now',
  );
  const deadline = performance.now() + LONGEST_TRANSACTION_MS;
  for (;;) {
    const [{ count }] = await dataSource.query<[{ count: number }]>(UNDERWAY, [now]);
    if (count === 0) return;
    if (performance.now() >= deadline) {
      throw new AdminError(
        'All credentials were ended, but a transaction that was running did not end and may create new ones; end it and run the command again.',
      );
    }
    await delay(POLL_MS);
  }
}
