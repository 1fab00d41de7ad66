import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { prefersEvents } from '../../platform/http/media-type.js';
import { parsePosition } from './event-position.js';
import type { EventPosition } from './event-position.js';

/** How the client wants to receive an answer. */
export interface AnswerClient {
  wantsEvents: boolean;
  /** Where the previous stream broke off, from `Last-Event-ID`. */
  lastPlace: EventPosition | null;
}

/** @throws InvalidLastEventIdError */
export const AnswerClientOf = createParamDecorator(
  (_data: unknown, context: ExecutionContext): AnswerClient => {
    const request = context.getArgByIndex<Request>(0);
    if (!prefersEvents(request)) return { wantsEvents: false, lastPlace: null };
    const lastEventId = request.get('Last-Event-ID');
    const isNone = lastEventId === undefined || lastEventId === '';
    return { wantsEvents: true, lastPlace: isNone ? null : parsePosition(lastEventId) };
  },
);
