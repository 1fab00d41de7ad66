import { Injectable } from '@nestjs/common';
import { PrincipalCache } from '../../admission/cache/principal-cache.js';
import { digestKeyOf, isWellFormedSecret } from '../../admission/credentials/secret.js';
import { FailedAuthentications } from '../../admission/rate-limits/failed-authentications.js';
import { describeError } from '../../api/http/error-body.js';
import { securityHeaders } from '../../api/http/security-headers.js';
import { Config } from '../../platform/config/config.js';
import { ClientAddresses } from './client-addresses.js';
import type { LaneAnswer } from './lane-route.js';
import type { PlainRequest } from './plain-request.js';
import { recordHeaders } from './record-headers.js';

/**
 * Refuses tokens that are certainly invalid, so that a flood of them costs no more than valid ones.
 */
@Injectable()
export class LaneRefusals {
  private readonly securityHeaders: string[];

  constructor(
    private readonly cache: PrincipalCache,
    private readonly failures: FailedAuthentications,
    private readonly addresses: ClientAddresses,
    config: Config,
  ) {
    this.securityHeaders = recordHeaders(securityHeaders(config), '/api/auth/verify');
  }

  /** @returns `null` if the token may be valid or the failure must be counted */
  answer(request: PlainRequest): LaneAnswer | null {
    const { secret, id } = request;
    const digest = digestKeyOf(secret);
    if (this.cache.peek(digest) !== null && isWellFormedSecret(secret)) return null;
    const error = this.failures.refuseUncounted(this.addresses.of(request));
    if (error === null) return null;
    this.cache.find(digest);
    const body = JSON.stringify(describeError(error, id));
    const headers = [
      ...this.securityHeaders,
      ...Object.entries(error.headers).flat(),
      'Vary',
      'Accept',
      'Cache-Control',
      'no-store',
      'Content-Type',
      'application/json; charset=utf-8',
      'Content-Length',
      String(Buffer.byteLength(body)),
    ];
    return { statusCode: error.statusCode, principal: undefined, headers, body };
  }
}
