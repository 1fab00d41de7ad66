import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Caller, Principal } from '../principal.js';
import { clientAddress } from '../network/client-address.js';
import { requestOf } from '../guards/request-of.js';

export const CurrentCaller = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Caller => {
    const request = requestOf(context);
    return { principal: principalOf(request), address: clientAddress(request) };
  },
);

/** The client address, for public routes, which have no caller. */
export const ClientAddress = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  clientAddress(requestOf(context)),
);

export function principalOf(request: Request): Principal {
  if (!request.principal) throw new Error('This route is public: it has no principal.');
  return request.principal;
}
