import { Injectable } from '@nestjs/common';
import { policyOfRoute } from '../../admission/route-policy.js';
import { IntrospectionController } from '../introspection/introspection.controller.js';
import { IntrospectionLane } from './introspection.lane.js';
import type { LaneAnswer, LaneRoute } from './lane-route.js';
import type { PlainRequest } from './plain-request.js';

/** The bodies that almost all clients send. The hint has no effect. */
const JSON_BODY = /^\{ *"token" *: *"(\w+)" *(?:, *"token_type_hint" *: *"\w*" *)?\}$/;
const FORM_BODY = /^token=(\w+)(?:&token_type_hint=\w*)?$/;

/** `POST /api/tokens/_introspect` for a token in the cache. */
@Injectable()
export class IntrospectLane implements LaneRoute {
  readonly pattern = '/api/tokens/_introspect';
  readonly methods = ['POST'];
  readonly readsBody = true;
  private readonly policy = policyOfRoute(IntrospectionController, 'introspect');

  constructor(private readonly introspection: IntrospectionLane) {}

  answer(request: PlainRequest, body: string, now: Date): LaneAnswer | null {
    const shape = request.bodyType === 'form' ? FORM_BODY : JSON_BODY;
    const [, token] = shape.exec(body) ?? [];
    if (request.query !== '' || token === undefined) return null;
    return this.introspection.answer(request, this.policy, [token], now, ([result]) =>
      JSON.stringify(result),
    );
  }
}
