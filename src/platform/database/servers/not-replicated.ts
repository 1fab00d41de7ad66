import type { Client } from 'pg';

/** The change is on the primary, but PostgreSQL does not know whether it is on a standby. */
export class NotReplicatedError extends Error {
  override readonly name = 'NotReplicatedError';
  /** The SQLSTATE of a commit whose result is unknown. */
  readonly code = '40003';

  constructor() {
    super('The wait for the synchronous standby was canceled');
  }
}

/** The function of PostgreSQL that waits for the standby. Messages may be in any language. */
const WAIT_FOR_STANDBY = 'SyncRepWaitForLSN';

/**
 * Fails a statement whose wait for the synchronous standby was canceled. PostgreSQL reports success
 * and a warning. The connection ends, because the success still arrives.
 */
export function failUnreplicated(client: Client): void {
  client.on('notice', ({ routine }) => {
    if (routine === WAIT_FOR_STANDBY) client.connection.emit('error', new NotReplicatedError());
  });
}
