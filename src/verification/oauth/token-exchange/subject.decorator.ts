import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { clientOf } from '../../../admission/network/client.js';
import type { Caller } from '../../../admission/principal.js';

/** The caller behind the token in the body; `null` if the token is not valid. */
export const Subject = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Caller | null => {
    const request = context.switchToHttp().getRequest<Request>();
    const { principal } = request;
    return principal ? { principal, ...clientOf(request) } : null;
  },
);
