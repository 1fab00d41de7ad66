export interface HttpRequest {
  method?: 'GET' | 'POST' | 'DELETE';
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** The request as it goes over the wire, so that sending it again costs nothing. */
export function encode({ method = 'GET', path, headers = {}, body = '' }: HttpRequest): string {
  const lines = Object.entries({ Host: '127.0.0.1', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  if (method === 'POST') lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}

export function bearer(secret: string): { Authorization: string } {
  return { Authorization: `Bearer ${secret}` };
}

/** What a gateway sends to verify a token. */
export function verification(secret: string): HttpRequest {
  return { path: '/api/auth/verify', headers: bearer(secret) };
}

/** What a service sends to introspect a token. */
export function introspectionOf(asker: string, token: string): HttpRequest {
  return jsonPost('/api/tokens/_introspect', asker, { token });
}

/** A POST of JSON with a credential. */
export function jsonPost(path: string, secret: string, body: object): HttpRequest {
  return {
    method: 'POST',
    path,
    headers: { ...bearer(secret), 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  };
}
