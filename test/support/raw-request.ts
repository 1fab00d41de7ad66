import { connect } from 'node:net';

/** An answer as it came over the wire. */
export interface RawAnswer {
  status: number;
  /** By name in lower case; every value of a repeated header. */
  headers: Record<string, string[]>;
  text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

interface RawRequest {
  method?: string;
  /** The request target, sent as it is. */
  target: string;
  /** Header lines, sent as they are beside `Host` and `Connection: close`; a string is Latin-1. */
  headers?: string[];
  body?: string | Buffer;
}

const TIMEOUT_MS = 10_000;

/** Sends what no HTTP client would: repeated headers, odd bytes, a target that is no URL. */
export function rawRequest(
  url: string,
  { method = 'GET', target, headers = [], body = '' }: RawRequest,
): Promise<RawAnswer> {
  const lines = [
    `${method} ${target} HTTP/1.1`,
    `Host: ${new URL(url).host}`,
    'Connection: close',
    ...headers,
    '',
    '',
  ];
  return exchange(url, Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), bytesOf(body)]));
}

/** Sends these bytes and reads until the connection is closed; rejects when nothing came. */
export function exchange(url: string, bytes: string | Buffer): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('The server does not answer.')));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', (error) => {
      // A server that closes the connection before it has read everything resets it.
      if (chunks.length === 0) reject(error);
    });
    socket.on('close', () => {
      resolve(parse(Buffer.concat(chunks).toString()));
    });
  });
}

function bytesOf(body: string | Buffer): Buffer {
  return typeof body === 'string' ? Buffer.from(body) : body;
}

function parse(answer: string): RawAnswer {
  const end = answer.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = answer.slice(0, end).split('\r\n');
  const headers: Record<string, string[]> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    (headers[line.slice(0, colon).toLowerCase()] ??= []).push(line.slice(colon + 1).trim());
  }
  const text = answer.slice(end + 4);
  const isJson = headers['content-type']?.[0]?.includes('json') === true && text !== '';
  return {
    status: Number(statusLine.split(' ')[1]),
    headers,
    text,
    body: isJson ? JSON.parse(text) : undefined,
  };
}
