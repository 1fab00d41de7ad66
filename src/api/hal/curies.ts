import { CURIE } from './relations.js';
import type { HalResource } from './hal.types.js';

/** Adds `curies` if the document uses relations of this API. */
export function withCuries(body: unknown): unknown {
  if (!isHal(body) || !usesOwnRelation(body)) return body;
  return { ...body, _links: { ...body._links, curies: [CURIE] } };
}

export function isHal(body: unknown): body is HalResource {
  return typeof body === 'object' && body !== null && '_links' in body;
}

function usesOwnRelation({ _links, _embedded = {} }: HalResource): boolean {
  return [...Object.keys(_links), ...Object.keys(_embedded)].some((relation) =>
    relation.startsWith('inf:'),
  );
}
