import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { requestOf } from '../../admission/guards/request-of.js';
import { readPrecondition } from './read-precondition.js';

const RequestToPrecondition = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  readPrecondition(requestOf(context).headers),
);

const handlers = new WeakSet<object>();

/** Makes a route support `If-Match` and `If-None-Match`. The parameter is a `Precondition`. */
export function IfMatch(): ParameterDecorator {
  const inject = RequestToPrecondition();
  return (target, name, index) => {
    handlers.add(Reflect.get(target, name as string) as object);
    inject(target, name, index);
  };
}

export function isConditional(handler: object): boolean {
  return handlers.has(handler);
}
