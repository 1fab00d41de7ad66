import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { newId } from '../common/id.js';

declare module 'express-serve-static-core' {
  interface Request {
    /** What a creating request is to call the new resource, where that was decided before. */
    newResourceId?: string;
  }
}

/** The id of the resource that the request creates. */
export const NewResourceId = createParamDecorator(
  (_data: unknown, context: ExecutionContext): string => {
    const request = context.getArgByIndex<Request>(0);
    return (request.newResourceId ??= newId());
  },
);
