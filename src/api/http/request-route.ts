import type { Request } from 'express';

/** Nest's own route for whatever no other one took. */
const UNROUTED = '*path';

/** The pattern of the route that a request took, such as `/api/tokens/:id`; null where none did. */
export function routeOf({ route }: Request): string | null {
  const { path } = (route ?? {}) as { path?: string };
  return path === undefined || path === UNROUTED ? null : path;
}
