import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { putInFront } from '../../api/http/put-in-front.js';
import { Clock } from '../../platform/clock/clock.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { IntrospectBatchLane } from './introspect-batch.lane.js';
import { IntrospectLane } from './introspect.lane.js';
import { LaneCallers } from './lane-callers.js';
import { LaneAccounts } from './lane-accounts.js';
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
    private readonly accounts: LaneAccounts,
    private readonly clock: Clock,
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
    putInFront(server, (handle) => (request, response) => {
      this.take(request, response, () => {
        handle(request, response);
      });
    });
  }

  private take(message: IncomingMessage, response: ServerResponse, leave: () => void): void {
    const startedAt = performance.now();
    const { url = '', method = '' } = message;
    const mark = url.indexOf('?');
    const route = this.routes.get(mark === -1 ? url : url.slice(0, mark));
    const request = route?.methods.includes(method)
      ? readPlainRequest(message, mark === -1 ? '' : url.slice(mark + 1), startedAt)
      : null;
    if (route === undefined || request === null || !hasExpectedBody(route, request)) {
      leave();
      return;
    }
    const decide = (body: string): boolean => this.answer(route, request, body, response);
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
  ): boolean {
    try {
      const now = this.clock.now();
      const answer = route.answer(request, body, now);
      if (answer !== null) this.send(route, request, answer, response, now);
    } catch (error) {
      this.logger.error({ err: error }, 'The verification lane failed.');
    }
    return response.headersSent;
  }

  private send(
    { pattern }: LaneRoute,
    { id, message, startedAt }: PlainRequest,
    { statusCode, principal, usedFrom, headers, body }: LaneAnswer,
    response: ServerResponse,
    now: Date,
  ): void {
    response.writeHead(statusCode, headers).end(body);
    this.answered++;
    this.accounts.add({
      requestId: id,
      method: message.method ?? '',
      route: pattern,
      statusCode,
      principal,
      usedFrom,
      durationMs: performance.now() - startedAt,
      at: now,
    });
  }
}

function hasExpectedBody({ readsBody }: LaneRoute, plain: PlainRequest): boolean {
  if (!readsBody) return plain.contentLength === 0;
  if (plain.contentLength === 0 || plain.bodyType === null) return false;
  // Node buffers this much of a body before anything reads it.
  return plain.contentLength < plain.message.readableHighWaterMark;
}
