import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** Without `switchToHttp()`, which makes closures for every guard of every request. */
export function requestOf(context: ExecutionContext): Request {
  return context.getArgByIndex<Request>(0);
}
