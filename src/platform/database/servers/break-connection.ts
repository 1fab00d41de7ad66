import type { Client } from 'pg';

/** Closes without a goodbye, because a server that does not answer would never close. */
export function breakConnection(client: Client): void {
  client.connection.stream.destroy();
}
