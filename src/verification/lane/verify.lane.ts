import { Injectable } from '@nestjs/common';
import { PrincipalCache } from '../../admission/cache/principal-cache.js';
import { holdsSecret } from '../../admission/authentication/credential-placement.middleware.js';
import { policyOfRoute } from '../../admission/route-policy.js';
import { ForwardAuthController } from '../forward-auth/forward-auth.controller.js';
import { principalHeaders } from '../forward-auth/principal-headers.js';
import { LaneCallers } from './lane-callers.js';
import { LaneRefusals } from './lane-refusals.js';
import type { LaneAnswer, LaneRoute } from './lane-route.js';
import type { PlainRequest } from './plain-request.js';

/** The assistant as almost all gateways send it: by UUID or natural id, not encoded. */
const ASSISTANT_QUERY = /^assistantId=([\w:-]+)$/;
const NO_QUERY = {};

/** `GET /api/auth/verify` for requests that need neither the database nor a rate limit. */
@Injectable()
export class VerifyLane implements LaneRoute {
  readonly pattern = '/api/auth/verify';
  readonly methods = ['GET', 'HEAD'];
  readonly readsBody = false;
  private readonly policy = policyOfRoute(ForwardAuthController, 'verify');

  constructor(
    private readonly callers: LaneCallers,
    private readonly cache: PrincipalCache,
    private readonly refusals: LaneRefusals,
  ) {}

  answer(request: PlainRequest, _body: string, now: Date): LaneAnswer | null {
    const query = request.query === '' ? NO_QUERY : parseQuery(request.query);
    if (query === null) return null;
    const caller = this.callers.find(request, this.policy, { isSafe: true, query }, now);
    if (caller === null) return this.refusals.answer(request, now);
    const { principal, address } = caller;
    // For other kinds of credentials, the database must tell whether the caller can see the
    // assistant.
    if (query !== NO_QUERY && principal.assistant === null) return null;
    this.cache.countHits(1);
    return {
      statusCode: 200,
      principal,
      usedFrom: address,
      headers: [
        'X-Request-Id',
        request.id,
        'Cache-Control',
        'no-store',
        ...principalHeaders(principal),
      ],
      body: '',
    };
  }
}

function parseQuery(text: string): { assistantId: string } | null {
  const [, assistantId] = ASSISTANT_QUERY.exec(text) ?? [];
  return assistantId === undefined || holdsSecret(assistantId) ? null : { assistantId };
}
