import type { Request } from 'express';

export const HAL_MEDIA_TYPE = 'application/hal+json';
export const JSON_MEDIA_TYPE = 'application/json';
export const EVENT_STREAM_MEDIA_TYPE = 'text/event-stream';
/** JSON texts separated by line feeds (NDJSON). */
export const LINES_MEDIA_TYPE = 'application/x-ndjson';
export const PAGE_MEDIA_TYPE = 'text/html';

/** Parameters of a media range except `q`. `charset` and `profile` do not change the response. */
const PARAMETER = /;\s*(?!q\s*=)[^\s=;,"]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,]*)/gi;

/** @returns the preferred JSON media type; `null` if the client accepts none */
export function negotiateMediaType(request: Request): string | null {
  const accept = request.headers.accept;
  if (accept === undefined || accept === '*/*') return HAL_MEDIA_TYPE;
  return preferred(request, accept, [HAL_MEDIA_TYPE, JSON_MEDIA_TYPE]);
}

/** For routes that offer both: whether the client prefers events to a document. */
export function prefersEvents(request: Request): boolean {
  return prefersToDocument(request, EVENT_STREAM_MEDIA_TYPE);
}

/** For routes that offer both: whether the client prefers lines of JSON to a document. */
export function prefersLines(request: Request): boolean {
  return prefersToDocument(request, LINES_MEDIA_TYPE);
}

/** For routes that offer both: whether the client prefers an HTML page to a document. */
export function prefersPage(request: Request): boolean {
  return prefersToDocument(request, PAGE_MEDIA_TYPE);
}

function prefersToDocument(request: Request, mediaType: string): boolean {
  const { accept } = request.headers;
  if (accept === undefined) return false;
  return preferred(request, accept, [HAL_MEDIA_TYPE, JSON_MEDIA_TYPE, mediaType]) === mediaType;
}

function preferred(request: Request, accept: string, offered: string[]): string | null {
  const bare = { headers: { accept: accept.replace(PARAMETER, '') } } as Request;
  return request.accepts.call(bare, ...offered) || null;
}
