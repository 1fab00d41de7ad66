import type { RequestHandler } from 'express';

/** One after the other as Express would run them, without a way through its router for each. */
export function inOneLayer(...handlers: RequestHandler[]): RequestHandler {
  return (request, response, next) => {
    let index = 0;
    const proceed = (error?: unknown): void => {
      const handler = error === undefined ? handlers[index++] : undefined;
      if (handler === undefined) {
        next(error);
        return;
      }
      try {
        void handler(request, response, proceed);
      } catch (thrown) {
        next(thrown);
      }
    };
    proceed();
  };
}
