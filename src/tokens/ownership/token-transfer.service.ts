import { Injectable } from '@nestjs/common';
import type { Caller } from '../../admission/principal.js';
import { CallerTransaction } from '../../admission/reauthorization/caller-transaction.js';
import { Clock } from '../../platform/clock/clock.js';
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
  async transfer(caller: Caller, dto: TransferTokensDto): Promise<TransferResult[]> {
    const { principal } = caller;
    const { toOwner, ...selection } = dto;
    const { userId } = await this.newOwner.find(principal, toOwner);
    const now = this.clock.now();
    const found = await this.bulk.findOwners(await this.selection.findIds(caller, selection, now));
    return withAllOwners(found, (owners) => this.transferFrom(caller, dto, userId, owners, now));
  }

  /**
   * @param owners those to lock; none if there are too many
   * @throws OwnersChanged if the tokens have other owners by now
   */
  private transferFrom(
    caller: Caller,
    { toOwner, ...selection }: TransferTokensDto,
    userId: string,
    owners: string[],
    now: Date,
  ): Promise<TransferResult[]> {
    const { principal } = caller;
    return this.transaction.runEnding(
      caller,
      async (manager) => {
        const to = await this.newOwner.find(principal, toOwner, manager);
        const selected = await this.selection.lock(manager, caller, selection, now);
        const tokens = selected.flatMap(({ token, rights }) => (rights?.revoke ? token : []));
        requireAmong(owners, tokens);
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

/** Tokens have owners that are not locked. */
class OwnersChanged extends Error {
  constructor(readonly late: string[]) {
    super('The tokens have other owners than before the transfer began.');
  }
}

/**
 * Begins again with the owners that tokens got in the meantime. Locking them late would be out of
 * order: two transfers that cross would wait for each other, and again in each attempt.
 */
async function withAllOwners<T>(
  owners: string[],
  work: (owners: string[]) => Promise<T>,
): Promise<T> {
  try {
    return await work(owners);
  } catch (error) {
    if (!(error instanceof OwnersChanged)) throw error;
    return withAllOwners([...owners, ...error.late], work);
  }
}

/** @throws OwnersChanged */
function requireAmong(owners: string[], tokens: Token[]): void {
  if (owners.length === 0) return;
  const late = new Set(tokens.flatMap(({ userId }) => userId ?? []));
  for (const id of owners) late.delete(id);
  if (late.size > 0) throw new OwnersChanged([...late]);
}

function resultOf(id: string, known: boolean, refusal: TransferRefusal | undefined) {
  const code = known ? (refusal ?? null) : 'not_found';
  return { id, status: code === null ? 'transferred' : 'refused', code } satisfies TransferResult;
}
