import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Response } from 'express';

/** A signal that aborts when the client disconnects before it has received the whole response. */
export const ClientGone = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  whenGone(context.getArgByIndex<Response>(1)),
);

export function whenGone(response: Response): AbortSignal {
  const controller = new AbortController();
  const tell = (): void => {
    if (!response.writableEnded) controller.abort();
  };
  response.once('close', tell);
  if (response.closed) tell();
  return controller.signal;
}
