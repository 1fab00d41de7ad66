import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as TcpServer } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

const GRACE_MS = 10_000;
const IDLE_CHECK_MS = 50;
const QUIET_TURN_MS = 0.2;
const QUIET_WITHIN_MS = 1_000;

/**
 * Accepts no new connections, and closes each connection after its next response, or when the grace
 * period is over.
 *
 * @param idleMs how long a connection without a request stays open. A proxy that is about to send a
 *   request on it would get no response.
 */
export async function drain(server: Server, idleMs: number): Promise<void> {
  await untilQuiet(server);
  const closed = stopListening(server);
  server.prependListener('request', closeAfterResponse);
  const idleFrom = performance.now() + idleMs;
  const idle = setInterval(() => {
    if (performance.now() >= idleFrom) server.closeIdleConnections();
  }, IDLE_CHECK_MS);
  const grace = setTimeout(() => {
    server.closeAllConnections();
  }, GRACE_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(grace);
}

/**
 * Waits for a turn of the event loop in which no connection arrives. The kernel resets connections
 * that wait to be accepted when the socket closes.
 */
async function untilQuiet(server: Server): Promise<void> {
  let arrivals = 0;
  const count = (): void => {
    arrivals++;
  };
  const lastAt = performance.now() + QUIET_WITHIN_MS;
  server.on('connection', count);
  let begunAt: number;
  let before: number;
  do {
    before = arrivals;
    begunAt = performance.now();
    await nextTurn();
  } while (!isQuiet(arrivals - before, begunAt) && performance.now() < lastAt);
  server.off('connection', count);
}

function isQuiet(arrivals: number, begunAt: number): boolean {
  return arrivals === 0 && performance.now() - begunAt < QUIET_TURN_MS;
}

/** The method of HTTP servers would also close idle connections, and at once. */
function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    TcpServer.prototype.close.call(server, () => {
      resolve();
    });
  });
}

function closeAfterResponse(_request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Connection', 'close');
}
