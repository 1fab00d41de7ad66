import type { Request, Response } from 'express';
import { CURIE } from './relations.js';
import type { HalResource } from './hal.types.js';
import { HAL_MEDIA_TYPE, negotiateMediaType } from '../../platform/http/media-type.js';

/**
 * Gives an answer the media type the client prefers and, when new, its `Location`. The adapter calls
 * it for whatever a route returns: Nest's own interceptors cost as much as the rest of the answer.
 *
 * @returns the headers to send with those that are set, names and values in turn
 */
export function interceptAnswer(response: Response, body: unknown): string[] {
  const headers = cachingHeaders(response);
  if (body === undefined || body === null) return headers;
  if (!response.hasHeader('Content-Type')) {
    headers.push('Content-Type', contentTypeFor(response.req));
  }
  if (response.statusCode === 201 && isHal(body)) setLocation(response, body);
  return headers;
}

/** What caches need of every answer, of a 304 too: names and values in turn. */
export function cachingHeaders(response: Response): string[] {
  const headers: string[] = [];
  if (!response.hasHeader('Vary')) headers.push('Vary', 'Accept');
  if (!response.hasHeader('Cache-Control')) headers.push('Cache-Control', 'private, no-cache');
  return headers;
}

/** The document, which explains the relations it uses. */
export function withCuries(body: unknown): unknown {
  if (!isHal(body) || !usesOwnRelation(body)) return body;
  return { ...body, _links: { ...body._links, curies: [CURIE] } };
}

const HAL_CONTENT_TYPE = `${HAL_MEDIA_TYPE}; charset=utf-8`;

function contentTypeFor(request: Request): string {
  const mediaType = negotiateMediaType(request) ?? HAL_MEDIA_TYPE;
  return mediaType === HAL_MEDIA_TYPE ? HAL_CONTENT_TYPE : `${mediaType}; charset=utf-8`;
}

/** RFC 9110, section 10.2.2; unless the route has said what is new. */
function setLocation(response: Response, { _links: { self } }: HalResource): void {
  if (self && !Array.isArray(self) && !response.hasHeader('Location')) response.location(self.href);
}

function usesOwnRelation({ _links, _embedded = {} }: HalResource): boolean {
  return [...Object.keys(_links), ...Object.keys(_embedded)].some((relation) =>
    relation.startsWith('inf:'),
  );
}

export function isHal(body: unknown): body is HalResource {
  return typeof body === 'object' && body !== null && '_links' in body;
}
