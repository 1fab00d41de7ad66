import type { ServerResponse } from 'node:http';

/** The sent headers. Node.js does not store headers that are written as a list. */
export function sentHeaders(response: ServerResponse): Headers {
  const { _header: head = '' } = response as { _header?: string };
  return new Headers(
    head
      .split('\r\n')
      .slice(1)
      .filter((line) => line !== '')
      .map((line): [string, string] => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon), line.slice(colon + 1).trim()];
      }),
  );
}
