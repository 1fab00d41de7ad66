import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { newId } from '../../platform/ids/id.js';
import { isPrimaryKeyViolation } from '../../platform/database/database.errors.js';
import { ClaimWaits } from './claim-waits.js';
import { IdempotencyKeyInUseError, IdempotencyKeyReusedError } from './idempotency.errors.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import type { Claim, FoundRecord, KeyedRequest } from './idempotency.repository.js';
import { toStoredBody } from './stored-response.js';
import { Reservation } from './reservation.js';

const HOUR_MS = 3_600_000;
/** How long a response is replayed. */
export const KEPT_MS = 24 * HOUR_MS;
/** After this time without a heartbeat, another attempt may take over the key. */
const LOCK_MS = 20_000;
const SIGN_OF_LIFE_MS = 5_000;
/** How long a request waits for another one with the same key. */
const WAIT_MS = 3_000;

/** Creates the resource. @returns the body of the response */
export type Work<T> = (reservation: Reservation) => Promise<T>;

export interface Outcome<T> {
  status: number;
  body: T;
  /** The response was stored, or an earlier attempt created the resource but did not respond. */
  replayed: boolean;
}

/** Either this attempt has the claim, or there is a response to replay. */
type Settled = FoundRecord & ({ mine: true } | { mine: false; status: number });

/** Runs a request with an `Idempotency-Key` once, and replays its response to repeated requests. */
@Injectable()
export class IdempotencyService {
  private readonly logger = new Logger(IdempotencyService.name);

  constructor(
    private readonly keys: IdempotencyRepository,
    private readonly waits: ClaimWaits,
    private readonly clock: Clock,
  ) {}

  /**
   * @param statusOf returns the status of the response once `work` is done
   * @throws IdempotencyKeyReusedError, IdempotencyKeyInUseError (also if an attempt without a
   *   heartbeat has just created the same resource), and the errors of `work`
   */
  async run<T>(request: KeyedRequest, statusOf: () => number, work: Work<T>): Promise<Outcome<T>> {
    const resourceId = newId();
    const found = await this.claim(request, resourceId);
    if (!found.mine) return { status: found.status, body: found.body as T, replayed: true };
    const claim = { ...request, claim: found.claim };
    const reservation = new Reservation(found.resourceId, found.resourceId !== resourceId);
    const alive = setInterval(() => void this.showLife(claim), SIGN_OF_LIFE_MS).unref();
    try {
      const body = await work(reservation);
      const status = statusOf();
      const kept = toStoredBody(body);
      await this.settle(() => this.keep(claim, status, kept));
      const { isFound: replayed } = reservation;
      return { status, body: replayed && kept !== null ? (kept as T) : body, replayed };
    } catch (error) {
      await this.settle(() => this.giveBack(claim, reservation, error));
      throw isPrimaryKeyViolation(error) ? new IdempotencyKeyInUseError() : error;
    } finally {
      clearInterval(alive);
    }
  }

  private async claim(request: KeyedRequest, resourceId: string): Promise<Settled> {
    const deadline = performance.now() + WAIT_MS;
    for (;;) {
      const now = this.clock.now();
      const found = await this.keys.claim({
        ...request,
        resourceId,
        claim: newId(),
        now,
        lockedUntil: lockFrom(now),
        keptSince: keptSince(now),
      });
      if (found === undefined) continue;
      if (!found.fingerprint.equals(request.fingerprint)) throw new IdempotencyKeyReusedError();
      if (isSettled(found)) return found;
      if (performance.now() >= deadline) throw new IdempotencyKeyInUseError();
      await this.waits.untilEnded(request, deadline);
    }
  }

  /** A body that is too large is not stored: a repeated request finds the resource by its id. */
  private keep(claim: Claim, status: number, body: object | null): Promise<void> {
    return body === null ? this.unlock(claim) : this.keys.complete(claim, status, body);
  }

  /**
   * A refused request has created nothing, so the key becomes free. After any other failure, or if
   * an earlier attempt may have created the resource, its id stays reserved for the same request.
   */
  private giveBack(claim: Claim, { isRetry }: Reservation, error: unknown): Promise<void> {
    const refused = error instanceof DomainError && error.statusCode < 500;
    return refused && !isRetry ? this.keys.forget(claim) : this.unlock(claim);
  }

  private unlock(claim: Claim): Promise<void> {
    return this.keys.lock(claim, this.clock.now());
  }

  private showLife(claim: Claim): Promise<void> {
    return this.settle(() => this.keys.lock(claim, lockFrom(this.clock.now())));
  }

  /** A failure to store the response must not fail the request. The lock expires on its own. */
  private async settle(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.logger.warn(
        { err: error },
        'Could not store the result of a request with an Idempotency-Key.',
      );
    }
  }
}

function isSettled(found: FoundRecord): found is Settled {
  return found.mine || found.status !== null;
}

function keptSince(now: Date): Date {
  return new Date(now.getTime() - KEPT_MS);
}

function lockFrom(now: Date): Date {
  return new Date(now.getTime() + LOCK_MS);
}
