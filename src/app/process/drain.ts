import type { IncomingMessage, Server, ServerResponse } from 'node:http';

const GRACE_MS = 10_000;
const IDLE_CHECK_MS = 50;

/**
 * Accepts no new connections, and closes each connection when its request ends or the grace period
 * is over. A client that sends one request after the other never leaves its connection idle, so every
 * further answer carries `Connection: close`.
 */
export async function drain(server: Server): Promise<void> {
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('Connection', 'close');
  });
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  const idle = setInterval(() => {
    server.closeIdleConnections();
  }, IDLE_CHECK_MS);
  const grace = setTimeout(() => {
    server.closeAllConnections();
  }, GRACE_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(grace);
}
