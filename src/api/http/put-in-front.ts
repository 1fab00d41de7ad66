import type { RequestListener, Server } from 'node:http';

/** @param front returns the listener that decides which requests it hands on to the current ones */
export function putInFront(
  server: Server,
  front: (handle: RequestListener) => RequestListener,
): void {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on(
    'request',
    front((request, response) => {
      for (const listener of listeners) listener.call(server, request, response);
    }),
  );
}
