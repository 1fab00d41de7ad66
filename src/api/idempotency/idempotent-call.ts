import type { Request } from 'express';
import { principalOf } from '../../admission/decorators/caller.decorator.js';
import { newId } from '../../platform/ids/id.js';
import { fingerprintOf } from './fingerprint.js';
import type { IdempotencyService, Work } from './idempotency.service.js';
import { digestOfKey } from './idempotency-key.js';
import type { Principal } from '../../admission/principal.js';
import { IDEMPOTENCY_REPLAYED } from './replayed-header.js';
import { Reservation } from './reservation.js';

/** Runs the work of an idempotent route. */
export interface IdempotentCall {
  /**
   * Runs the work, unless the request has an `Idempotency-Key` that was already answered. Stores
   * the returned body and the status that the response has by then.
   *
   * @param also makes requests different, in addition to the method, the target and the body
   * @throws IdempotencyKeyReusedError, IdempotencyKeyInUseError, and the errors of `work`
   */
  run<T>(work: Work<T>, also?: unknown): Promise<T>;
}

/** For a request without a key. */
export const ORDINARY_CALL: IdempotentCall = {
  run: (work) => work(new Reservation(newId())),
};

/** For a request with a key. */
export class KeyedCall implements IdempotentCall {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly request: Request,
    private readonly key: string,
  ) {}

  async run<T>(work: Work<T>, also?: unknown): Promise<T> {
    const { request } = this;
    const { res: response } = request;
    if (!response) throw new Error('A request without a response.');
    const { status, body, replayed } = await this.idempotency.run(
      {
        scope: keyOwnerOf(principalOf(request)),
        keyDigest: digestOfKey(this.key),
        fingerprint: fingerprintOf(request, also),
      },
      () => response.statusCode,
      work,
    );
    response.status(status);
    if (replayed) response.setHeader(IDEMPOTENCY_REPLAYED, 'true');
    return body;
  }
}

/**
 * All sessions and personal tokens of a user share the user's keys. Each assistant token and child
 * token has its own keys.
 */
function keyOwnerOf({ assistant, credentialId, userId }: Principal): string {
  return assistant === null ? userId : credentialId;
}
