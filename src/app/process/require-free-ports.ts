import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import type { ListenAddress } from './listen-address.js';
import { ListenError } from './listen.error.js';

/**
 * Fails before the start writes anything, and above all before it generates a password that it shows
 * only once. All ports listen at the same time, so that two equal ones collide.
 *
 * @throws ListenError
 */
export async function requireFreePorts(addresses: readonly ListenAddress[]): Promise<void> {
  const servers: Server[] = [];
  try {
    for (const address of addresses) servers.push(await listen(address));
  } finally {
    await Promise.all(servers.map(close));
  }
}

async function listen(address: ListenAddress): Promise<Server> {
  const server = createServer();
  try {
    await once(server.listen(address.port, address.host), 'listening');
  } catch (error) {
    throw new ListenError(address, error);
  }
  return server;
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
