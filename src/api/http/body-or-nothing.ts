import type { Response } from 'express';

/**
 * For a route with `@HttpCode(204)` that sometimes has a body.
 *
 * @returns the body, and responds with 200 if there is one
 */
export function bodyOrNothing<T>(response: Response, body: T | null): T | undefined {
  if (body === null) return undefined;
  response.status(200);
  return body;
}
