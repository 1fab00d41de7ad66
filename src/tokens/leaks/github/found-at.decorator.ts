import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { requestOf } from '../../../admission/guards/request-of.js';

type Urls = ReadonlyMap<string, string>;

const NONE: Urls = new Map();
const urls = new WeakMap<Request, Urls>();

export function rememberUrls(request: Request, foundAt: Urls): void {
  urls.set(request, foundAt);
}

/** Where GitHub found each value; empty for a report of the usual form. */
export const FoundAt = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Urls => urls.get(requestOf(context)) ?? NONE,
);
