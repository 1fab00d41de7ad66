import { Injectable } from '@nestjs/common';
import { PrincipalCache } from '../../admission/cache/principal-cache.js';
import { digestKeyOf, isWellFormedSecret } from '../../admission/credentials/secret.js';
import { RefusalRecorder } from '../../admission/refusals/refusal-recorder.js';
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
    private readonly recorder: RefusalRecorder,
    config: Config,
  ) {
    this.securityHeaders = recordHeaders(securityHeaders(config), '/api/auth/verify');
  }

  /** @returns `null` if the token may be valid or the failure must be counted */
  answer(request: PlainRequest, now: Date): LaneAnswer | null {
    const { secret, id, message } = request;
    const digest = digestKeyOf(secret);
    if (this.cache.peek(digest, now) !== null && isWellFormedSecret(secret)) return null;
    const address = this.addresses.of(request);
    const error = this.failures.refuseUncounted(address);
    if (error === null) return null;
    const { method = '', url: target = '' } = message;
    this.recorder.noteInvalid(secret, () => ({
      requestId: id,
      method,
      target,
      address,
      origin: undefined,
    }));
    this.cache.find(digest);
    const body = JSON.stringify(describeError(error, id));
    const headers = [
      'X-Request-Id',
      id,
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
    return { statusCode: error.statusCode, principal: undefined, usedFrom: null, headers, body };
  }
}
