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
/** How long an answer is given again. */
export const KEPT_MS = 24 * HOUR_MS;
/** After that long without a sign of life an attempt is taken for dead. */
const LOCK_MS = 20_000;
const SIGN_OF_LIFE_MS = 5_000;
/** How long a request waits for the answer to another one with the same key. */
const WAIT_MS = 3_000;

/** Makes what is to be made. @returns the body of the answer */
export type Work<T> = (reservation: Reservation) => Promise<T>;

export interface Outcome<T> {
  status: number;
  body: T;
  /** It was answered before, or made by an attempt that ended without an answer. */
  replayed: boolean;
}

/** The claim of this attempt, or an answer. */
type Settled = FoundRecord & ({ mine: true } | { mine: false; status: number });

/** A request with an `Idempotency-Key` is run once; the same again is answered with the first answer. */
@Injectable()
export class IdempotencyService {
  private readonly logger = new Logger(IdempotencyService.name);

  constructor(
    private readonly keys: IdempotencyRepository,
    private readonly waits: ClaimWaits,
    private readonly clock: Clock,
  ) {}

  /**
   * @param statusOf the answer, once `work` is done
   * @throws IdempotencyKeyReusedError, IdempotencyKeyInUseError, also where another attempt, taken
   *   for dead, has just made the same, and what `work` throws
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

  /** What is too large to be kept is found again by its id. */
  private keep(claim: Claim, status: number, body: object | null): Promise<void> {
    return body === null ? this.unlock(claim) : this.keys.complete(claim, status, body);
  }

  /**
   * A refusal has made nothing, so the key is free again. After any other failure something may have
   * been made, or by an attempt before a refused one: the id stays reserved for the same request.
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

  /** The answer matters more than what is kept of it: the lock ends by itself. */
  private async settle(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.logger.warn({ err: error }, 'What became of an Idempotency-Key could not be written.');
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
