import { once } from 'node:events';
import { createServer } from 'node:net';
import { ListenError } from './listen.error.js';

/**
 * A port that is taken is told before anything is written, above all before a password is made that
 * is shown only once.
 *
 * @throws ListenError
 */
export async function requireFreePort(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    await once(server.listen(port, host), 'listening');
  } catch (error) {
    throw new ListenError(host, port, error);
  }
  server.close();
  await once(server, 'close');
}
