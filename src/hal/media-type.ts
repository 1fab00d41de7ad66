import type { Request } from 'express';

export const HAL_MEDIA_TYPE = 'application/hal+json';
export const JSON_MEDIA_TYPE = 'application/json';

/** @returns null when the client accepts neither. */
export function negotiateMediaType(request: Request): string | null {
  const accept = request.headers.accept;
  if (accept === undefined || accept === '*/*') return HAL_MEDIA_TYPE;
  return request.accepts([HAL_MEDIA_TYPE, JSON_MEDIA_TYPE]) || null;
}
