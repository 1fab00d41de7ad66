import { Injectable } from '@nestjs/common';
import type { Request, RequestHandler, Response } from 'express';
import { newRequestId } from './request-id.js';

/** A request whose answer has left, or whose connection has. */
export interface CompletedRequest {
  request: Request;
  response: Response;
  durationMs: number;
}

export interface CompletionObserver {
  /** Must not throw. */
  completed(request: CompletedRequest): void;
}

/** Names each request, and tells those who ask how it went. */
@Injectable()
export class RequestCompletion {
  private readonly observers: CompletionObserver[] = [];

  observe(observer: CompletionObserver): void {
    this.observers.push(observer);
  }

  readonly middleware: RequestHandler = (request, response, next) => {
    const startedAt = performance.now();
    request.id = newRequestId();
    response.on('close', () => {
      const durationMs = performance.now() - startedAt;
      for (const observer of this.observers) {
        observer.completed({ request, response, durationMs });
      }
    });
    next();
  };
}
