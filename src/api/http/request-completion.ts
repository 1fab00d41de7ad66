import { Injectable } from '@nestjs/common';
import type { RequestHandler } from 'express';
import { Clock } from '../../platform/clock/clock.js';
import type { Principal } from '../../admission/principal.js';
import { requestIdOf } from './request-id.js';
import { routeOf } from './request-route.js';

/** A request whose response was sent, or whose client disconnected. */
export interface CompletedRequest {
  requestId: string;
  method: string;
  /** The pattern of the route, such as `/api/tokens/:id`; `null` if there was no route. */
  route: string | null;
  statusCode: number;
  /** Undefined if the request was not authenticated. */
  principal: Principal | undefined;
  durationMs: number;
  at: Date;
}

export interface CompletionObserver {
  /** Must not throw. */
  completed(request: CompletedRequest): void;
}

/** Reports every completed request to its observers. */
@Injectable()
export class RequestCompletion {
  private readonly observers: CompletionObserver[] = [];

  constructor(private readonly clock: Clock) {}

  observe(observer: CompletionObserver): void {
    this.observers.push(observer);
  }

  /** Reports a request that was answered without Express. `middleware` reports all others. */
  report(request: CompletedRequest): void {
    for (const observer of this.observers) observer.completed(request);
  }

  readonly middleware: RequestHandler = (request, response, next) => {
    const startedAt = performance.now();
    response.on('close', () => {
      this.report({
        requestId: requestIdOf(request) ?? '',
        method: request.method,
        route: routeOf(request),
        statusCode: response.statusCode,
        principal: request.principal,
        durationMs: performance.now() - startedAt,
        at: this.clock.now(),
      });
    });
    next();
  };
}
