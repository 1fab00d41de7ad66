import { AsyncResource } from 'node:async_hooks';
import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import type { Request } from 'express';
import { HAL_MEDIA_TYPE, JSON_MEDIA_TYPE } from '../../platform/http/media-type.js';
import { URLENCODED } from '../../platform/http/form-media-types.js';

export type BodyKind = 'json' | 'form';

/** HAL clients give back in the media type that they got. */
export const JSON_BODIES = [JSON_MEDIA_TYPE, HAL_MEDIA_TYPE];

const KINDS = new Map<string, BodyKind>([
  ...JSON_BODIES.flatMap((type) => spellingsOf(type, 'json')),
  ...spellingsOf(URLENCODED, 'form'),
]);

const BYTE_ORDER_MARK = 0xfeff;

/**
 * What nearly every client sends: a body of known length, in UTF-8, not compressed. Express takes
 * everything else too, and so much longer for it that it shows.
 *
 * @returns undefined for any other body
 */
export function ordinaryKindOf({ headers }: Request): BodyKind | undefined {
  if (headers['content-length'] === undefined || headers['content-encoding'] !== undefined) {
    return undefined;
  }
  return KINDS.get(headers['content-type']?.toLowerCase() ?? '');
}

/**
 * Calls back once, in the asynchronous context of the caller: with the text, or with what went
 * wrong.
 */
export function readText(
  request: Readable,
  done: (error: Error | undefined, text: string) => void,
): void {
  const chunks: Buffer[] = [];
  // Binding `done` to the context would be shorter, and takes as long as the rest of the request.
  const context = new AsyncResource('RequestBody');
  const finish = (error: Error | undefined, text: string): void => {
    context.runInAsyncScope(done, undefined, error, text);
  };
  const fail = (error: Error): void => {
    finish(error, '');
  };
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.once('error', fail);
  request.once('end', () => {
    // A client that hangs up while the request is worked on is an error of the request as well.
    request.off('error', fail);
    const [first = Buffer.alloc(0), ...others] = chunks;
    const body = others.length === 0 ? first : Buffer.concat(chunks);
    if (isUtf8(body)) finish(undefined, textOf(body));
    else finish(new Error('The body is not UTF-8.'), '');
  });
}

function textOf(body: Buffer): string {
  const text = body.toString();
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

function spellingsOf(type: string, kind: BodyKind): [string, BodyKind][] {
  return [type, `${type};charset=utf-8`, `${type}; charset=utf-8`].map((name) => [name, kind]);
}
