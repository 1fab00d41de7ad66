import type { Request, Response } from 'express';
import { CURIE } from './relations.js';
import type { HalResource } from './hal.types.js';
import { HAL_MEDIA_TYPE, negotiateMediaType } from './media-type.js';

/**
 * Gives an answer the media type the client prefers and, when new, its `Location`. The adapter calls
 * it for whatever a route returns: Nest's own interceptors cost as much as the rest of the answer.
 */
export function interceptAnswer(response: Response, body: unknown): void {
  if (!response.hasHeader('Vary')) response.setHeader('Vary', 'Accept');
  if (!response.hasHeader('Cache-Control')) {
    response.setHeader('Cache-Control', 'private, no-cache');
  }
  if (body === undefined || body === null) return;
  if (!response.hasHeader('Content-Type')) {
    response.setHeader('Content-Type', contentTypeFor(response.req));
  }
  if (response.statusCode === 201 && isHal(body)) setLocation(response, body);
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

/** RFC 9110, section 10.2.2. */
function setLocation(response: Response, { _links: { self } }: HalResource): void {
  if (self && !Array.isArray(self)) response.location(self.href);
}

function usesOwnRelation({ _links, _embedded = {} }: HalResource): boolean {
  return [...Object.keys(_links), ...Object.keys(_embedded)].some((relation) =>
    relation.startsWith('inf:'),
  );
}

function isHal(body: unknown): body is HalResource {
  return typeof body === 'object' && body !== null && '_links' in body;
}
