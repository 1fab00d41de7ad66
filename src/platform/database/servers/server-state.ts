import type { TimeSample } from '../../clock/database-time.js';

/** One run of one server. Unprivileged roles may read it. */
export interface ServerIdentity {
  /** Identifies the cluster. A primary and its standbys share it. */
  system: string;
  /** A promotion adds one. */
  timeline: number;
  /** When the postmaster started, in seconds. */
  startedAt: number;
}

export interface ServerState {
  /** Null while the server is in recovery: it is a standby, or restores itself. */
  identity: ServerIdentity | null;
  time: TimeSample;
}

export interface StateRow {
  system: string;
  timeline: string | null;
  startedAt: number;
  now: number;
}

/** The timeline comes from the name of the WAL file, because the control file shows it late. */
export const READ_STATE = `
  SELECT system_identifier::text AS system,
    CASE WHEN NOT pg_is_in_recovery()
      THEN left(pg_walfile_name(pg_current_wal_lsn()), 8) END AS timeline,
    extract(epoch FROM pg_postmaster_start_time())::float8 AS "startedAt",
    extract(epoch FROM clock_timestamp())::float8 * 1000 AS now
  FROM pg_control_system()`;

/** @param row of READ_STATE */
export function stateOf(
  { system, timeline, startedAt, now }: StateRow,
  asked: Omit<TimeSample, 'now'>,
): ServerState {
  return {
    identity: timeline === null ? null : { system, timeline: parseInt(timeline, 16), startedAt },
    time: { now, ...asked },
  };
}

export function isSameServer(a: ServerIdentity, b: ServerIdentity): boolean {
  return a.system === b.system && a.timeline === b.timeline && a.startedAt === b.startedAt;
}

/**
 * Whether `a` replaces `b`. After a promotion both may accept writes, and the higher timeline is
 * right. Servers without a common history have no order but the one in which they started.
 */
export function outranks(a: ServerIdentity, b: ServerIdentity): boolean {
  if (a.system === b.system && a.timeline !== b.timeline) return a.timeline > b.timeline;
  return a.startedAt > b.startedAt;
}
