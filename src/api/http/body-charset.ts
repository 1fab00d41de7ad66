import { isAscii, isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { MIMEType } from 'node:util';

const UTF_8 = 'utf-8';

const declared = new WeakMap<IncomingMessage, string>();

/**
 * Remembers the declared charset and declares UTF-8 instead, because Express reads nothing else.
 * {@link findCharsetProblem} then decides whether the body may be read as UTF-8.
 */
export function declareUtf8(request: IncomingMessage): void {
  const { 'content-type': type = '' } = request.headers;
  if (!type.includes(';')) return;
  const charset = charsetIn(type);
  if (charset === undefined || charset === UTF_8) return;
  declared.set(request, charset);
  request.headers['content-type'] = `${type.slice(0, type.indexOf(';'))}; charset=${UTF_8}`;
}

export type CharsetProblem = 'unsupported' | 'malformed';

/**
 * Whether the body is the same text in UTF-8 and in its declared charset. For other charsets than
 * UTF-8, that holds for ASCII.
 */
export function findCharsetProblem(request: IncomingMessage, body: Buffer): CharsetProblem | null {
  const decoder = decoderOf(declared.get(request) ?? UTF_8);
  if (decoder === null) return 'unsupported';
  if (decoder.encoding === UTF_8) return isUtf8(body) ? null : 'malformed';
  const isSame = isAscii(body) && decoder.decode(body) === body.toString('latin1');
  return isSame ? null : 'unsupported';
}

function charsetIn(contentType: string): string | undefined {
  try {
    return new MIMEType(contentType).params.get('charset')?.toLowerCase();
  } catch {
    return undefined;
  }
}

/** @returns `null` for a name that is not known */
function decoderOf(charset: string): InstanceType<typeof TextDecoder> | null {
  try {
    return new TextDecoder(charset);
  } catch {
    return null;
  }
}
