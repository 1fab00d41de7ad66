import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Caller, Principal } from '../../admission/principal.js';
import type { Successor, TokenSuccession } from '../../identity/users/token-succession.js';
import { BulkRepository } from '../bulk/bulk.repository.js';
import type { Token } from '../token.entity.js';
import { NewOwner } from './new-owner.js';
import { TokensNotTransferableError } from './ownership.errors.js';
import { TokenHandover } from './token-handover.js';
import type { TransferRefusal } from './token-transfer.types.js';
import { TransferRepository } from './transfer.repository.js';

@Injectable()
export class SuccessionService implements TokenSuccession {
  constructor(
    private readonly newOwner: NewOwner,
    private readonly transfers: TransferRepository,
    private readonly bulk: BulkRepository,
    private readonly handover: TokenHandover,
  ) {}

  find(principal: Principal, id: string, manager?: EntityManager): Promise<Successor> {
    return this.newOwner.find(principal, id, manager);
  }

  async transferAll(
    manager: EntityManager,
    caller: Caller,
    leaving: Successor,
    successor: Successor,
    at: Date,
  ): Promise<string[]> {
    const ids = await this.transfers.findLiveIds(manager, leaving.userId, at);
    const tokens = [...(await this.bulk.lock(manager, ids)).values()];
    const refusals = new Map([
      ...(await this.handover.refusalsOf(caller, manager, tokens, successor, at)),
      ...assistantsLeaving(tokens, leaving),
    ]);
    if (refusals.size > 0) throw new TokensNotTransferableError(refusals);
    const given = await this.handover.give(caller, manager, tokens, successor, at);
    const over = tokens.slice(given);
    if (over.length > 0) {
      throw new TokensNotTransferableError(new Map(over.map(({ id }) => [id, 'quota_exceeded'])));
    }
    return ids;
  }
}

/** The assistants of the user are deleted with the user, so nobody could use the tokens. */
function assistantsLeaving(tokens: Token[], { username }: Successor): [string, TransferRefusal][] {
  return tokens
    .filter(({ assistant }) => assistant?.ownerId === username)
    .map(({ id }) => [id, 'assistant_out_of_reach']);
}
