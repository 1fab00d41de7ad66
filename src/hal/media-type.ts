import type { Request } from 'express';

export const HAL_MEDIA_TYPE = 'application/hal+json';
export const JSON_MEDIA_TYPE = 'application/json';

/** Of a media range, except its weight: neither a `charset` nor a `profile` changes what is sent. */
const PARAMETER = /;\s*(?!q\s*=)[^\s=;,"]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,]*)/gi;

/** @returns null when the client accepts neither. */
export function negotiateMediaType(request: Request): string | null {
  const accept = request.headers.accept;
  if (accept === undefined || accept === '*/*') return HAL_MEDIA_TYPE;
  const bare = { headers: { accept: accept.replace(PARAMETER, '') } } as Request;
  return request.accepts.call(bare, HAL_MEDIA_TYPE, JSON_MEDIA_TYPE) || null;
}
