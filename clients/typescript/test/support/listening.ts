import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const servers = new Set<Server>();

/** @returns the address of a server that listens on a free port, until `closeServers` */
export async function listening(server: Server): Promise<string> {
  servers.add(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function closeServers(): Promise<void> {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }
  servers.clear();
}

/** @returns the status, the challenge and the body of an answer */
export async function ask(url: string, token?: string, init: RequestInit = {}) {
  const headers = {
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    ...(init.headers as Record<string, string>),
  };
  const response = await fetch(url, { ...init, headers });
  return {
    status: response.status,
    challenge: response.headers.get('WWW-Authenticate'),
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    body: (await response.json()) as any,
    headers: response.headers,
  };
}
