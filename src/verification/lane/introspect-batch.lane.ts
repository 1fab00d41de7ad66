import { Injectable } from '@nestjs/common';
import { policyOfRoute } from '../../admission/route-policy.js';
import { MAX_TOKENS } from '../introspection/dto/introspect-batch.dto.js';
import { IntrospectionController } from '../introspection/introspection.controller.js';
import { IntrospectionLane } from './introspection.lane.js';
import type { LaneAnswer, LaneRoute } from './lane-route.js';
import type { PlainRequest } from './plain-request.js';

/** `POST /api/tokens/_introspect-batch` for tokens that are all in the cache. */
@Injectable()
export class IntrospectBatchLane implements LaneRoute {
  readonly pattern = '/api/tokens/_introspect-batch';
  readonly methods = ['POST'];
  readonly readsBody = true;
  private readonly policy = policyOfRoute(IntrospectionController, 'introspectBatch');

  constructor(private readonly introspection: IntrospectionLane) {}

  answer(request: PlainRequest, body: string, now: Date): LaneAnswer | null {
    const tokens = request.bodyType === 'json' ? parse(body) : null;
    if (request.query !== '' || tokens === null) return null;
    return this.introspection.answer(request, this.policy, tokens, now, (results) =>
      JSON.stringify({ results }),
    );
  }
}

/** @returns `null` for anything except `{"tokens":["…", …]}` */
function parse(body: string): string[] | null {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { tokens, ...others } = value as { tokens?: unknown };
  if (!Array.isArray(tokens) || tokens.length > MAX_TOKENS) return null;
  if (Object.keys(others).length > 0) return null;
  return tokens.every((token) => typeof token === 'string') ? tokens : null;
}
