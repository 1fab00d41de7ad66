import { Injectable } from '@nestjs/common';
import type { Principal } from '../../admission/principal.js';
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
    private readonly refusals: LaneRefusals,
  ) {}

  answer(request: PlainRequest): LaneAnswer | null {
    const query = request.query === '' ? NO_QUERY : parseQuery(request.query);
    if (query === null) return null;
    const caller = this.callers.find(request, this.policy, { isSafe: true, query });
    if (caller === null) return this.refusals.answer(request);
    const { principal } = caller;
    // For other kinds of credentials, the database must tell whether the caller can see the
    // assistant.
    if (query !== NO_QUERY && principal.assistant === null) return null;
    this.callers.accept(caller);
    return { statusCode: 200, principal, headers: headersFor(principal), body: '' };
  }
}

function parseQuery(text: string): { assistantId: string } | null {
  const [, assistantId] = ASSISTANT_QUERY.exec(text) ?? [];
  return assistantId === undefined || holdsSecret(assistantId) ? null : { assistantId };
}

function headersFor(principal: Principal): string[] {
  const headers = ['Cache-Control', 'no-store'];
  const named = principalHeaders(principal);
  for (const name in named) headers.push(name, named[name] ?? '');
  return headers;
}
