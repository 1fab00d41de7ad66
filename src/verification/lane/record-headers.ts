import type { Request, RequestHandler, Response } from 'express';

/**
 * The headers that a middleware sets for every request, so that the lane does not have to run it.
 *
 * @returns names and values in turn
 */
export function recordHeaders(middleware: RequestHandler, url: string): string[] {
  const headers: string[] = [];
  const response = {
    setHeader: (name: string, value: string) => headers.push(name, value),
    removeHeader: () => undefined,
  };
  void middleware({ url } as Request, response as unknown as Response, () => undefined);
  return headers;
}
