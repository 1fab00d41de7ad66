import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** Avoids `switchToHttp()`, which creates closures in every guard of every request. */
export function requestOf(context: ExecutionContext): Request {
  return context.getArgByIndex<Request>(0);
}
