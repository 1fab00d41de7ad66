import type { Request } from 'express';

export const HAL_MEDIA_TYPE = 'application/hal+json';
export const JSON_MEDIA_TYPE = 'application/json';
export const EVENT_STREAM_MEDIA_TYPE = 'text/event-stream';

/** Of a media range, except its weight: neither a `charset` nor a `profile` changes what is sent. */
const PARAMETER = /;\s*(?!q\s*=)[^\s=;,"]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,]*)/gi;

/** @returns null when the client accepts neither. */
export function negotiateMediaType(request: Request): string | null {
  const accept = request.headers.accept;
  if (accept === undefined || accept === '*/*') return HAL_MEDIA_TYPE;
  return preferred(request, accept, [HAL_MEDIA_TYPE, JSON_MEDIA_TYPE]);
}

/** Of a route that can do both: the client would rather have events than a document. */
export function prefersEvents(request: Request): boolean {
  const { accept } = request.headers;
  if (accept === undefined) return false;
  const offered = [HAL_MEDIA_TYPE, JSON_MEDIA_TYPE, EVENT_STREAM_MEDIA_TYPE];
  return preferred(request, accept, offered) === EVENT_STREAM_MEDIA_TYPE;
}

function preferred(request: Request, accept: string, offered: string[]): string | null {
  const bare = { headers: { accept: accept.replace(PARAMETER, '') } } as Request;
  return request.accepts.call(bare, ...offered) || null;
}
