import { applyDecorators, UseGuards } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { requestOf } from '../../admission/guards/request-of.js';
import type { StateOf } from './state.js';

/** For any body that the route returns. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type StateOfBody = StateOf<any>;

const handlers = new WeakSet<object>();

/**
 * Declares the state of the route's response, which becomes part of its entity tag and is compared
 * with `If-Match`. Without it, responses to reads have a weak tag, and others have none.
 */
export function Tagged(stateOf: StateOfBody): MethodDecorator {
  return applyDecorators(UseGuards(new StateGuard(stateOf)), (_target, _name, descriptor) => {
    handlers.add(descriptor.value as object);
  });
}

export function isTagged(handler: object): boolean {
  return handlers.has(handler);
}

/**
 * Refuses nothing. It only stores the state in the request for the code that sends the response.
 */
class StateGuard implements CanActivate {
  constructor(private readonly stateOf: StateOfBody) {}

  canActivate(context: ExecutionContext): boolean {
    requestOf(context).stateOf = this.stateOf;
    return true;
  }
}
