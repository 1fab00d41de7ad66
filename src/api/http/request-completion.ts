import { Injectable } from '@nestjs/common';
import type { RequestHandler } from 'express';
import type { Principal } from '../../admission/principal.js';
import { requestIdOf } from './request-id.js';
import { routeOf } from './request-route.js';

/** A request whose answer was sent, or whose client has closed the connection. */
export interface CompletedRequest {
  requestId: string;
  method: string;
  /** The pattern of the route, such as `/api/tokens/:id`; null where no route took the request. */
  route: string | null;
  statusCode: number;
  /** Undefined where nobody was authenticated. */
  principal: Principal | undefined;
  durationMs: number;
}

export interface CompletionObserver {
  /** Must not throw. */
  completed(request: CompletedRequest): void;
}

/** Tells the observers how each request ended. */
@Injectable()
export class RequestCompletion {
  private readonly observers: CompletionObserver[] = [];

  observe(observer: CompletionObserver): void {
    this.observers.push(observer);
  }

  /** For a request that is answered without Express; `middleware` reports all others. */
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
      });
    });
    next();
  };
}
