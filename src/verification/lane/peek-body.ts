import { AsyncLocalStorage } from 'node:async_hooks';
import { isAscii } from 'node:buffer';
import type { IncomingMessage } from 'node:http';

/**
 * Waits for the whole body and passes it to `decide`. If that does not answer the request, puts the
 * body back into the stream and calls `leave`, so that Express can read it. Does nothing for a client
 * that closes the connection before: nobody is there to answer.
 *
 * @param decide returns whether it answered the request
 */
export function peekBody(
  request: IncomingMessage,
  decide: (body: string) => boolean,
  leave: () => void,
): void {
  // Events of the stream do not run in the asynchronous context of the request.
  const inContext = AsyncLocalStorage.snapshot();
  const look = (): void => {
    if (!request.complete) return;
    request.off('readable', look);
    const body = request.read() as Buffer | null;
    if (body !== null && isAscii(body) && decide(body.toString('latin1'))) return;
    if (body !== null) request.unshift(body);
    inContext(leave);
  };
  request.on('readable', look);
}
