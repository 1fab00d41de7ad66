import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../../admission/principal.js';
import { CallerTransaction } from '../../admission/reauthorization/caller-transaction.js';
import { Clock } from '../../platform/clock/clock.js';
import { lockUser } from '../../platform/database/advisory-locks.js';
import { BulkRepository } from '../bulk/bulk.repository.js';
import { TokenSelection } from '../bulk/token-selection.js';
import type { Token } from '../token.entity.js';
import type { TransferTokensDto } from './dto/transfer-tokens.dto.js';
import { NewOwner } from './new-owner.js';
import { TokenHandover } from './token-handover.js';
import type { TransferRefusal, TransferResult } from './token-transfer.types.js';

/** Gives tokens to another owner. Ids, secrets, usage and child tokens stay. */
@Injectable()
export class TokenTransferService {
  constructor(
    private readonly selection: TokenSelection,
    private readonly bulk: BulkRepository,
    private readonly newOwner: NewOwner,
    private readonly handover: TokenHandover,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
  ) {}

  /**
   * Transfers the tokens for which nothing speaks against it, in one transaction. Idempotent.
   *
   * @throws OwnerNotFoundError, CountChangedError
   */
  async transfer(
    caller: Caller,
    { toOwner, ...selection }: TransferTokensDto,
  ): Promise<TransferResult[]> {
    const { principal } = caller;
    const { userId } = await this.newOwner.find(principal, toOwner);
    const now = this.clock.now();
    const owners = await this.bulk.findOwners(await this.selection.findIds(caller, selection, now));
    return this.transaction.runEnding(
      caller,
      async (manager) => {
        const to = await this.newOwner.find(principal, toOwner, manager);
        const selected = await this.selection.lock(manager, caller, selection, now);
        const tokens = selected.flatMap(({ token, rights }) => (rights?.revoke ? token : []));
        await lockLateOwners(manager, tokens, owners);
        const refusals = new Map(await this.handover.refusalsOf(caller, manager, tokens, to, now));
        const moving = tokens.filter(({ id, userId }) => !refusals.has(id) && userId !== to.userId);
        const moved = await this.handover.give(caller, manager, moving, to, now);
        for (const { id } of moving.slice(moved)) refusals.set(id, 'quota_exceeded');
        const known = new Set(tokens.map(({ id }) => id));
        return selected.map(({ id }) => resultOf(id, known.has(id), refusals.get(id)));
      },
      owners,
      [userId],
    );
  }
}

/** Locks owners that the tokens got after the list for the locks was read. */
async function lockLateOwners(
  manager: EntityManager,
  tokens: Token[],
  owners: string[],
): Promise<void> {
  if (owners.length === 0) return;
  const late = new Set(tokens.flatMap(({ userId }) => userId ?? []));
  for (const id of owners) late.delete(id);
  for (const id of late) await lockUser(manager, id);
}

function resultOf(id: string, known: boolean, refusal: TransferRefusal | undefined) {
  const code = known ? (refusal ?? null) : 'not_found';
  return { id, status: code === null ? 'transferred' : 'refused', code } satisfies TransferResult;
}
