import { applyDecorators, UseGuards } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { requestOf } from '../../admission/guards/request-of.js';
import type { StateOf } from './state.js';

/** Of any body that the route answers with. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type StateOfBody = StateOf<any>;

const handlers = new WeakSet<object>();

/**
 * The entity tag of what the route answers with tells this state, which `If-Match` is compared with.
 * Answers that nothing is declared of have a weak tag when they are read, and none otherwise.
 */
export function Tagged(stateOf: StateOfBody): MethodDecorator {
  return applyDecorators(UseGuards(new StateGuard(stateOf)), (_target, _name, descriptor) => {
    handlers.add(descriptor.value as object);
  });
}

export function isTagged(handler: object): boolean {
  return handlers.has(handler);
}

/** Refuses nothing: leaves the state with the request, for whoever sends the answer. */
class StateGuard implements CanActivate {
  constructor(private readonly stateOf: StateOfBody) {}

  canActivate(context: ExecutionContext): boolean {
    requestOf(context).stateOf = this.stateOf;
    return true;
  }
}
