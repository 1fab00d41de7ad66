import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { requestOf } from '../../admission/guards/request-of.js';
import { prefersLines } from '../../platform/http/media-type.js';

/** Whether the client prefers lines of JSON to a document. */
export const PrefersLines = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  prefersLines(requestOf(context)),
);
