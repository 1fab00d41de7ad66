import type { Request } from 'express';

/** Nest's route for all requests without another route. */
const UNROUTED = '*path';

/** The pattern of the route, such as `/api/tokens/:id`; `null` if there is no route. */
export function routeOf({ route }: Request): string | null {
  const { path } = (route ?? {}) as { path?: string };
  return path === undefined || path === UNROUTED ? null : path;
}
