import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Caller, Principal } from '../../admission/principal.js';
import { CallerTransaction } from '../../admission/reauthorization/caller-transaction.js';
import { Clock } from '../../platform/clock/clock.js';
import { lockUser } from '../../platform/database/advisory-locks.js';
import type { TransferTokensDto } from './dto/transfer-tokens.dto.js';
import type { TokenOwner } from './issue-owner.js';
import { NewOwner } from './new-owner.js';
import { TokenHandover } from './token-handover.js';
import type { TransferRefusal, TransferResult } from './token-transfer.types.js';
import { TransferRights } from './transfer-rights.js';
import type { TransferableToken } from './transferable-token.js';
import { TransferRepository } from './transfer.repository.js';

/** Gives tokens to another owner. Ids, secrets, usage and child tokens stay. */
@Injectable()
export class TokenTransferService {
  constructor(
    private readonly transfers: TransferRepository,
    private readonly newOwner: NewOwner,
    private readonly rights: TransferRights,
    private readonly handover: TokenHandover,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
  ) {}

  /**
   * Transfers the tokens for which nothing speaks against it, in one transaction. Idempotent.
   *
   * @throws OwnerNotFoundError
   */
  async transfer(
    caller: Caller,
    { ids: given, toOwner }: TransferTokensDto,
  ): Promise<TransferResult[]> {
    const { principal } = caller;
    const { userId } = await this.newOwner.find(principal, toOwner);
    const ids = [...new Set(given.map((id) => id.toLowerCase()))];
    const owners = await this.transfers.findOwners(ids);
    const now = this.clock.now();
    return this.transaction.runEnding(
      caller,
      async (manager) => {
        const to = await this.newOwner.find(principal, toOwner, manager);
        const tokens = await this.lock(manager, ids, owners);
        const refusals = await this.refusalsOf(manager, principal, tokens, to, now);
        const byId = new Map(tokens.map((token) => [token.id, token]));
        const moving = ids.flatMap((id) => {
          const token = byId.get(id);
          return token && !refusals.has(id) && token.userId !== to.userId ? [token] : [];
        });
        const moved = await this.handover.give(caller, manager, moving, to, now);
        for (const { id } of moving.slice(moved)) refusals.set(id, 'quota_exceeded');
        return ids.map((id) => resultOf(id, byId.has(id), refusals.get(id)));
      },
      owners,
      [userId],
    );
  }

  /** Locks the tokens, and owners that they got after the list for the locks was read. */
  private async lock(
    manager: EntityManager,
    ids: string[],
    owners: string[],
  ): Promise<TransferableToken[]> {
    const tokens = await this.transfers.lock(manager, ids);
    const late = new Set(tokens.flatMap(({ userId }) => userId ?? []));
    for (const id of owners) late.delete(id);
    for (const id of late) await lockUser(manager, id);
    return tokens;
  }

  private async refusalsOf(
    manager: EntityManager,
    principal: Principal,
    tokens: TransferableToken[],
    to: TokenOwner,
    now: Date,
  ): Promise<Map<string, TransferRefusal>> {
    const mayGive = await this.rights.of(principal, tokens, manager);
    const unfit = await this.handover.refusalsOf(manager, tokens, to, now);
    return new Map(
      tokens.flatMap((token): [string, TransferRefusal][] => {
        const refusal = mayGive(token) ? unfit.get(token.id) : 'not_found';
        return refusal === undefined ? [] : [[token.id, refusal]];
      }),
    );
  }
}

function resultOf(id: string, known: boolean, refusal: TransferRefusal | undefined) {
  const code = known ? (refusal ?? null) : 'not_found';
  return { id, status: code === null ? 'transferred' : 'refused', code } satisfies TransferResult;
}
