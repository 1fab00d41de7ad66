import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { requestOf } from '../../admission/guards/request-of.js';
import { IdempotentCallPipe } from './idempotent-call.pipe.js';

const RequestToCall = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  requestOf(context),
);

const handlers = new WeakSet<object>();

/**
 * Makes a route support `Idempotency-Key`. The parameter is an `IdempotentCall`. Requests that
 * guards or pipes refuse do not use up their key.
 */
export function Idempotent(): ParameterDecorator {
  const inject = RequestToCall(IdempotentCallPipe);
  return (target, name, index) => {
    handlers.add(Reflect.get(target, name as string) as object);
    inject(target, name, index);
  };
}

export function isIdempotent(handler: object): boolean {
  return handlers.has(handler);
}
