export interface Answer {
  status: number;
  /** Its bytes, each as one character. */
  body: string;
}

const HEAD_END = '\r\n\r\n';
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;
const NO_CONTENT = 204;

/**
 * @returns null while it is not all there
 * @throws when the answer does not tell its length
 */
export function parseAnswer(received: string): Answer | null {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd < 0) return null;
  const head = received.slice(0, headEnd);
  const status = Number(head.slice(9, 12));
  const length = status === NO_CONTENT ? 0 : contentLength(head);
  const start = headEnd + HEAD_END.length;
  if (received.length < start + length) return null;
  return { status, body: received.slice(start, start + length) };
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function contentLength(head: string): number {
  const [, digits] = CONTENT_LENGTH.exec(head) ?? [];
  if (digits === undefined) throw new Error('An answer has no Content-Length.');
  return Number(digits);
}
