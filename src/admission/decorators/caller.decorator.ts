import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Caller, Client, Principal } from '../principal.js';
import { clientOf } from '../network/client.js';
import { requestOf } from '../guards/request-of.js';

export const CurrentCaller = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Caller => {
    const request = requestOf(context);
    return { principal: principalOf(request), ...clientOf(request) };
  },
);

/** Where the request comes from, for public routes, which have no caller. */
export const CurrentClient = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Client => clientOf(requestOf(context)),
);

export function principalOf(request: Request): Principal {
  if (!request.principal) throw new Error('This route is public: it has no principal.');
  return request.principal;
}
