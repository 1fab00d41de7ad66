import { Injectable } from '@nestjs/common';
import { AuditRepository } from '../../audit/audit.repository.js';
import type { Caller } from '../../admission/principal.js';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { maskSecrets } from '../../platform/logging/secret-mask.js';
import { CallerTransaction } from '../../admission/reauthorization/caller-transaction.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import type { AiSeat } from './ai-seat.entity.js';
import { SeatsExhaustedError } from './seats.errors.js';
import { SeatsRepository } from './seats.repository.js';
import type { Candidate } from './seats.repository.js';

export const SEAT_FAILURES = ['not_found', 'user_disabled', 'seats_exhausted'] as const;

export interface SeatFailure {
  username: string;
  code: (typeof SEAT_FAILURES)[number];
}

export interface SeatAssignment {
  /** Newly assigned seats; users who already had one are not counted. */
  assigned: number;
  failed: SeatFailure[];
}

export interface SeatCount {
  assigned: number;
  /** `null` if the number of seats is unlimited. */
  available: number | null;
}

@Injectable()
export class SeatsService {
  constructor(
    private readonly seats: SeatsRepository,
    private readonly audit: AuditRepository,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  async list(request: PageRequest): Promise<{ page: Page<AiSeat>; count: SeatCount }> {
    const [page, assigned] = await Promise.all([this.seats.findPage(request), this.seats.count()]);
    return { page, count: { assigned, available: this.availableBeside(assigned) } };
  }

  /** @throws SeatsExhaustedError if no seat is left and so nobody got one */
  async assign(caller: Caller, usernames: string[]): Promise<SeatAssignment> {
    const now = this.clock.now();
    return this.transaction.run(caller, async (manager) => {
      await this.seats.lock(manager);
      const candidates = await this.seats.findCandidates(manager, usernames);
      const left = this.availableBeside(await this.seats.count(manager)) ?? Infinity;
      const eligible = candidates.filter(({ disabled, seated }) => !disabled && !seated);
      const winners = inOrderOf(usernames, eligible).slice(0, left);
      const assignment = {
        assigned: winners.length,
        failed: failuresOf(usernames, candidates, winners),
      };
      if (isOnlyExhausted(assignment)) throw new SeatsExhaustedError();
      if (winners.length === 0) return assignment;
      await this.seats.insert(
        manager,
        winners.map(({ userId }) => userId),
        now,
      );
      await this.audit.recordBy(
        caller,
        manager,
        winners.map(({ username }) => ({ at: now, action: 'seat.assigned', subjectId: username })),
      );
      return assignment;
    });
  }

  async unassign(caller: Caller, usernames: string[]): Promise<{ unassigned: number }> {
    const now = this.clock.now();
    const userIds = await this.seats.findUserIds(usernames);
    return this.transaction.runEnding(
      caller,
      async (manager) => {
        const freed = await this.seats.delete(manager, userIds);
        await this.audit.recordBy(
          caller,
          manager,
          freed.map((username) => ({ at: now, action: 'seat.unassigned', subjectId: username })),
        );
        return { unassigned: freed.length };
      },
      userIds,
    );
  }

  private availableBeside(assigned: number): number | null {
    const { aiSeats } = this.config;
    return aiSeats === null ? null : Math.max(0, aiSeats - assigned);
  }
}

function inOrderOf(usernames: string[], candidates: Candidate[]): Candidate[] {
  const byName = new Map(candidates.map((candidate) => [candidate.username, candidate]));
  return usernames.flatMap((username) => byName.get(username) ?? []);
}

function failuresOf(
  usernames: string[],
  candidates: Candidate[],
  winners: Candidate[],
): SeatFailure[] {
  const byName = new Map(candidates.map((candidate) => [candidate.username, candidate]));
  return usernames.flatMap((username): SeatFailure | [] => {
    const candidate = byName.get(username);
    if (candidate === undefined) return { username: maskSecrets(username), code: 'not_found' };
    if (candidate.seated || winners.includes(candidate)) return [];
    return { username, code: candidate.disabled ? 'user_disabled' : 'seats_exhausted' };
  });
}

function isOnlyExhausted({ assigned, failed }: SeatAssignment): boolean {
  return (
    assigned === 0 && failed.length > 0 && failed.every(({ code }) => code === 'seats_exhausted')
  );
}
