import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { requestOf } from '../guards/request-of.js';

/** The thumbprint of the key that `ProvenKeyGuard` has verified; `null` without a proof. */
export const ProvenKey = createParamDecorator(
  (_data: unknown, context: ExecutionContext): string | null =>
    requestOf(context).provenKey ?? null,
);
