import { connect } from 'node:net';

/** A raw response. */
export interface RawAnswer {
  status: number;
  /** Every value of a header, by its name in lower case. */
  headers: Record<string, string[]>;
  text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

interface RawRequest {
  method?: string;
  /** The request target, sent without changes. */
  target: string;
  /** Header lines, sent without changes after `Host` and `Connection: close`. A string is Latin-1. */
  headers?: string[];
  body?: string | Buffer;
}

const TIMEOUT_MS = 10_000;

/** Sends requests that no HTTP client sends: repeated headers, odd bytes, an invalid target. */
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

/** Sends bytes and reads until the connection closes. Rejects when nothing arrives. */
export async function exchange(url: string, bytes: string | Buffer): Promise<RawAnswer> {
  return parse(await exchangeText(url, bytes));
}

/** The same, but returns the response as it arrived. */
export function exchangeText(url: string, bytes: string | Buffer): Promise<string> {
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
      resolve(Buffer.concat(chunks).toString());
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
