import type { RequestHandler } from 'express';

/** One after the other as Express would run them, without a way through its router for each. */
export function inOneLayer(...handlers: RequestHandler[]): RequestHandler {
  return (request, response, next) => {
    let index = 0;
    let left = false;
    const leave = (error?: unknown): void => {
      left = true;
      next(error);
    };
    const fail = (error: unknown): void => {
      if (left) throw error;
      leave(error ?? new Error('A handler failed.'));
    };
    const proceed = (error?: unknown): void => {
      const handler = error === undefined ? handlers[index++] : undefined;
      if (handler === undefined) {
        leave(error);
        return;
      }
      try {
        const result: unknown = handler(request, response, proceed);
        if (result instanceof Promise) result.catch(fail);
      } catch (thrown) {
        fail(thrown);
      }
    };
    proceed();
  };
}
