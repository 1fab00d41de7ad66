import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { RequestCompletion } from '../../api/http/request-completion.js';
import type { CompletedRequest } from '../../api/http/request-completion.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { IntrospectBatchLane } from './introspect-batch.lane.js';
import { IntrospectLane } from './introspect.lane.js';
import { LaneCallers } from './lane-callers.js';
import { LaneLog } from './lane-log.js';
import type { LaneAnswer, LaneRoute } from './lane-route.js';
import { peekBody } from './peek-body.js';
import { readPlainRequest } from './plain-request.js';
import type { PlainRequest } from './plain-request.js';
import { VerifyLane } from './verify.lane.js';

/**
 * Answers plain requests to three paths in front of Express, from the cache only. Leaves everything
 * else to Nest, whose responses are the same. Without this room, the service would only be slower.
 */
@Injectable()
export class VerificationLane {
  private readonly logger = new Logger(VerificationLane.name);
  private readonly routes: ReadonlyMap<string, LaneRoute>;
  /** The number of answered requests. */
  answered = 0;

  constructor(
    verify: VerifyLane,
    introspect: IntrospectLane,
    introspectBatch: IntrospectBatchLane,
    private readonly callers: LaneCallers,
    private readonly completion: RequestCompletion,
    private readonly log: LaneLog,
    metrics: Metrics,
  ) {
    this.routes = new Map(
      [verify, introspect, introspectBatch].map((route) => [route.pattern, route]),
    );
    metrics.counter(
      'verification_lane_answers_total',
      'Requests answered by the verification lane.',
      () => this.answered,
    );
  }

  /** Puts the lane in front of the current listeners of the server. */
  attach(server: Server): void {
    const listeners = server.listeners('request') as RequestListener[];
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      this.take(request, response, () => {
        for (const listener of listeners) listener.call(server, request, response);
      });
    });
  }

  private take(message: IncomingMessage, response: ServerResponse, leave: () => void): void {
    const startedAt = performance.now();
    const { url = '', method = '' } = message;
    const mark = url.indexOf('?');
    const route = this.routes.get(mark === -1 ? url : url.slice(0, mark));
    const request = route?.methods.includes(method)
      ? readPlainRequest(message, mark === -1 ? '' : url.slice(mark + 1))
      : null;
    if (route === undefined || request === null || !hasExpectedBody(route, request)) {
      leave();
      return;
    }
    const decide = (body: string): boolean =>
      this.answer(route, request, body, response, startedAt);
    if (route.readsBody) peekBody(message, decide, leave);
    else if (!decide('')) this.decideLater(request, () => decide(''), leave);
  }

  /** After one look-up, a credential that nobody has presented before is in the cache. */
  private decideLater(request: PlainRequest, decide: () => boolean, leave: () => void): void {
    const lookup = this.callers.lookUp(request);
    if (lookup === null) leave();
    else
      void lookup.then(() => {
        if (!decide()) leave();
      });
  }

  /**
   * Catches all errors: nothing else does in front of Express, and the process would end.
   *
   * @returns whether the response was sent; if not, Nest must answer
   */
  private answer(
    route: LaneRoute,
    request: PlainRequest,
    body: string,
    response: ServerResponse,
    startedAt: number,
  ): boolean {
    try {
      const answer = route.answer(request, body);
      if (answer !== null) this.send(route, request, answer, response, startedAt);
    } catch (error) {
      this.logger.error({ err: error }, 'The verification lane failed.');
    }
    return response.headersSent;
  }

  private send(
    { pattern }: LaneRoute,
    { id, message }: PlainRequest,
    { statusCode, principal, headers, body }: LaneAnswer,
    response: ServerResponse,
    startedAt: number,
  ): void {
    response.writeHead(statusCode, ['X-Request-Id', id, ...headers]).end(body);
    this.answered++;
    const completed: CompletedRequest = {
      requestId: id,
      method: message.method ?? '',
      route: pattern,
      statusCode,
      principal,
      durationMs: performance.now() - startedAt,
    };
    this.completion.report(completed);
    this.log.write(completed);
  }
}

function hasExpectedBody({ readsBody }: LaneRoute, plain: PlainRequest): boolean {
  if (!readsBody) return plain.contentLength === 0;
  if (plain.contentLength === 0 || plain.bodyType === null) return false;
  // Node buffers this much of a body before anything reads it.
  return plain.contentLength < plain.message.readableHighWaterMark;
}
