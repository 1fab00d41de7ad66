export interface Answer {
  status: number;
  /** The lines before the body. */
  head: string;
  /** Its bytes, each as one character. */
  body: string;
}

const HEAD_END = '\r\n\r\n';
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;
const NO_CONTENT = 204;
/** Node adds them to the answers of every server. */
const BY_NODE = new Set(['date', 'connection', 'keep-alive']);

/**
 * @returns null until all of the answer has arrived
 * @throws when the answer has no `Content-Length`
 */
export function parseAnswer(received: string): Answer | null {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd < 0) return null;
  const head = received.slice(0, headEnd);
  const status = Number(head.slice(9, 12));
  const length = status === NO_CONTENT ? 0 : contentLength(head);
  const start = headEnd + HEAD_END.length;
  if (received.length < start + length) return null;
  return { status, head, body: received.slice(start, start + length) };
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** The headers that the server set itself, by their names as it wrote them. */
export function ownHeadersOf({ head }: Answer): Record<string, string> {
  const [, ...lines] = head.split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return Object.fromEntries(headers.filter(([name]) => !BY_NODE.has(name.toLowerCase())));
}

function contentLength(head: string): number {
  const [, digits] = CONTENT_LENGTH.exec(head) ?? [];
  if (digits === undefined) throw new Error('An answer has no Content-Length.');
  return Number(digits);
}
