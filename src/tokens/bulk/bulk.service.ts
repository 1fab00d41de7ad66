import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isEnded, statusOf } from '../../admission/credentials/token-status.js';
import type { Caller } from '../../admission/principal.js';
import { CallerTransaction } from '../../admission/reauthorization/caller-transaction.js';
import { AuditRepository } from '../../audit/audit.repository.js';
import { Clock } from '../../platform/clock/clock.js';
import { TokenCompliance } from '../policies/compliance/token-compliance.js';
import { TokenPausing } from '../pausing/token-pausing.js';
import { RevocationRepository } from '../revocation/revocation.repository.js';
import type { Token } from '../token.entity.js';
import { BulkRepository } from './bulk.repository.js';
import { TokenSelection } from './token-selection.js';
import type { SelectedToken, Selection } from './token-selection.js';

export const BULK_STATUSES = ['revoked', 'paused', 'resumed', 'refused'] as const;
export const BULK_REFUSALS = [
  'not_found',
  'forbidden',
  'token_not_active',
  'policy_violation',
] as const;

type Done = Exclude<(typeof BULK_STATUSES)[number], 'refused'>;
type Refusal = (typeof BULK_REFUSALS)[number];

export type BulkResult =
  { id: string; status: Done; code: null } | { id: string; status: 'refused'; code: Refusal };

interface Action {
  done: Done;
  /** `null` if the action is possible, or has no effect. */
  findRefusal: (selected: SelectedToken, now: Date) => Refusal | null;
  /** @returns those of the tokens that a policy refuses */
  findRefusedByPolicy?: (
    manager: EntityManager,
    tokens: Token[],
    now: Date,
  ) => Promise<ReadonlyMap<string, unknown>>;
  /** @returns the ids of the tokens that it changed */
  change: (manager: EntityManager, ids: string[], now: Date) => Promise<string[]>;
  reason?: string | null;
}

/** Changes many tokens in one transaction. */
@Injectable()
export class BulkService {
  constructor(
    private readonly selection: TokenSelection,
    private readonly repository: BulkRepository,
    private readonly revocation: RevocationRepository,
    private readonly pausing: TokenPausing,
    private readonly compliance: TokenCompliance,
    private readonly audit: AuditRepository,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
  ) {}

  /** Idempotent. @throws CountChangedError */
  revoke(caller: Caller, selection: Selection): Promise<BulkResult[]> {
    return this.run(caller, selection, {
      done: 'revoked',
      findRefusal: ({ token, rights }) => {
        if (token === null) return 'not_found';
        return rights.revoke ? null : 'forbidden';
      },
      change: async (manager, tokenIds, now) => {
        const revoked = await this.revocation.revokeTokens(manager, { tokenIds }, 'revoked', now);
        return revoked.map(({ id }) => id);
      },
    });
  }

  /** Idempotent: a paused token keeps its first pause. @throws CountChangedError */
  pause(caller: Caller, { reason = null, ...selection }: BulkPause): Promise<BulkResult[]> {
    return this.run(caller, selection, {
      done: 'paused',
      findRefusal: findPauseRefusal,
      change: (manager, ids, at) => this.pausing.pause(manager, ids, { cause: 'user', reason, at }),
      reason,
    });
  }

  /** Idempotent. @throws CountChangedError */
  resume(caller: Caller, selection: Selection): Promise<BulkResult[]> {
    return this.run(caller, selection, {
      done: 'resumed',
      findRefusal: findPauseRefusal,
      findRefusedByPolicy: (manager, tokens, now) =>
        this.compliance.findUnresumable(manager, tokens, now),
      change: async (manager, ids, at) => {
        const resumed = await this.pausing.resume(manager, ids, at);
        await this.compliance.refresh(manager, resumed, at);
        return resumed;
      },
    });
  }

  private async run(
    caller: Caller,
    selection: Selection,
    { done, findRefusal, findRefusedByPolicy, change, reason }: Action,
  ): Promise<BulkResult[]> {
    const now = this.clock.now();
    const ids = await this.selection.findIds(caller, selection, now);
    const owners = await this.repository.findOwners(ids);
    return this.transaction.runEnding(
      caller,
      async (manager) => {
        const selected = await this.selection.lock(manager, caller, selection, now);
        const tokens = selected.flatMap(({ token }) => token ?? []);
        const byPolicy = await findRefusedByPolicy?.(manager, tokens, now);
        const results = selected.map((one): BulkResult => {
          const { id } = one;
          const code = findRefusal(one, now) ?? (byPolicy?.has(id) ? 'policy_violation' : null);
          return code === null ? { id, status: done, code } : { id, status: 'refused', code };
        });
        const allowed = results.filter(({ code }) => code === null).map(({ id }) => id);
        const changed = await change(manager, allowed, now);
        await this.record(caller, manager, `token.${done}`, changed, now, reason);
        return results;
      },
      owners,
    );
  }

  private async record(
    caller: Caller,
    manager: EntityManager,
    action: string,
    ids: string[],
    at: Date,
    reason: string | null | undefined,
  ): Promise<void> {
    await this.audit.recordBy(
      caller,
      manager,
      ids.map((subjectId) => ({ at, action, subjectId, reason })),
    );
  }
}

interface BulkPause extends Selection {
  reason?: string | null;
}

function findPauseRefusal({ token, rights }: SelectedToken, now: Date): Refusal | null {
  if (token === null) return 'not_found';
  if (!rights.pause) return 'forbidden';
  return isEnded(statusOf(token, now)) ? 'token_not_active' : null;
}
