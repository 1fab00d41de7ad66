import type { Server } from 'node:http';

const GRACE_MS = 10_000;
const IDLE_CHECK_MS = 50;

/** Takes no new connection, and closes each one as its request ends or when the grace is over. */
export async function drain(server: Server): Promise<void> {
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
