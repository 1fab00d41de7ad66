import { Injectable } from '@nestjs/common';
import { PrincipalCache } from '../../admission/cache/principal-cache.js';
import { digestKeyOf } from '../../admission/credentials/secret.js';
import type { Principal } from '../../admission/principal.js';
import type { RoutePolicy } from '../../admission/route-policy.js';
import { OwnOrigin } from '../../api/http/own-origin.js';
import { securityHeaders } from '../../api/http/security-headers.js';
import { Config } from '../../platform/config/config.js';
import type { IntrospectionResource } from '../introspection/dto/introspection.resource.js';
import { IntrospectionService } from '../introspection/introspection.service.js';
import { LaneCallers } from './lane-callers.js';
import type { LaneAnswer } from './lane-route.js';
import type { PlainRequest } from './plain-request.js';
import { recordHeaders } from './record-headers.js';

const FACTS = { isSafe: false, query: {} };

/** Introspects tokens that are all in the cache. */
@Injectable()
export class IntrospectionLane {
  private readonly securityHeaders: string[];

  constructor(
    private readonly callers: LaneCallers,
    private readonly cache: PrincipalCache,
    private readonly introspection: IntrospectionService,
    private readonly origin: OwnOrigin,
    config: Config,
  ) {
    this.securityHeaders = recordHeaders(securityHeaders(config), '/api/tokens/_introspect');
  }

  /**
   * @param write serializes the results as the body of the response
   * @returns `null` if the caller or one of the tokens is not in the cache
   */
  answer(
    request: PlainRequest,
    policy: RoutePolicy,
    tokens: readonly string[],
    now: Date,
    write: (results: IntrospectionResource[]) => string,
  ): LaneAnswer | null {
    const caller = this.callers.find(request, policy, FACTS, now);
    if (caller === null) return null;
    const subjects: (Principal | null)[] = [];
    for (const token of tokens) {
      const subject = this.cache.peek(digestKeyOf(token), now);
      if (subject === undefined) return null;
      subjects.push(subject);
    }
    this.cache.countHits(1 + subjects.length);
    const inquiry = {
      asker: caller.principal,
      issuer: this.origin.get(),
      at: now,
    };
    const body = write(subjects.map((subject) => this.introspection.describe(subject, inquiry)));
    return {
      statusCode: 200,
      principal: caller.principal,
      usedFrom: caller.address,
      headers: ['X-Request-Id', request.id, ...this.securityHeaders, ...headersFor(body)],
      body,
    };
  }
}

function headersFor(body: string): string[] {
  return [
    'Cache-Control',
    'no-store',
    'Content-Type',
    'application/json; charset=utf-8',
    'Vary',
    'Accept',
    'Content-Length',
    String(Buffer.byteLength(body)),
  ];
}
