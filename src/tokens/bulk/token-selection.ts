import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { Caller, Principal } from '../../admission/principal.js';
import { AssistantsService } from '../../assistants/assistants.service.js';
import { ServiceAccountAccess } from '../../identity/service-accounts/service-account-access.js';
import { rightsOn } from '../access/token-rights.js';
import type { TokenRights } from '../access/token-rights.js';
import { InventoryRepository } from '../inventory/inventory.repository.js';
import { filterIn } from '../inventory/inventory.service.js';
import { SeenTokens } from '../inventory/seen-tokens.js';
import type { Token } from '../token.entity.js';
import { CountChangedError } from './bulk.errors.js';
import { BulkRepository } from './bulk.repository.js';
import { MAX_SELECTED } from './token-selection.dto.js';
import type { TokenSelectionDto } from './token-selection.dto.js';

export type Selection = Pick<TokenSelectionDto, 'ids' | 'filter' | 'expectedCount'>;

/** The token is `null` if it does not exist or the caller may not see it. */
export type SelectedToken =
  { id: string; token: Token; rights: TokenRights } | { id: string; token: null; rights: null };

/** Finds the tokens that a request selects by ids or by a filter. */
@Injectable()
export class TokenSelection {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly repository: BulkRepository,
    private readonly inventory: InventoryRepository,
    private readonly seen: SeenTokens,
    private readonly assistants: AssistantsService,
    private readonly accounts: ServiceAccountAccess,
  ) {}

  /** @throws CountChangedError */
  async findIds(
    { principal }: Caller,
    selection: Selection,
    now: Date,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<string[]> {
    const { ids, filter, expectedCount } = selection;
    if (ids !== undefined) return [...new Set(ids.map((id) => id.toLowerCase()))];
    const seen = await this.seen.within(principal, filterIn(filter ?? {}), manager);
    const found = await this.inventory.findIds(manager, seen, now, MAX_SELECTED + 1);
    if (found.length !== expectedCount) throw new CountChangedError(found.length, MAX_SELECTED);
    return found;
  }

  /**
   * Locks the tokens until the transaction ends.
   *
   * @returns one for each id that the request names, or that the filter matches
   * @throws CountChangedError
   */
  async lock(
    manager: EntityManager,
    caller: Caller,
    selection: Selection,
    now: Date,
  ): Promise<SelectedToken[]> {
    const { principal } = caller;
    const ids = await this.findIds(caller, selection, now, manager);
    const tokens = await this.repository.lock(manager, ids);
    const rightsOf = await this.rightsOf(manager, principal, [...tokens.values()]);
    return ids.map((id) => {
      const token = tokens.get(id);
      const rights = token && rightsOf(token);
      return rights?.see
        ? { id, token: token as Token, rights }
        : { id, token: null, rights: null };
    });
  }

  private async rightsOf(
    manager: EntityManager,
    principal: Principal,
    tokens: Token[],
  ): Promise<(token: Token) => TokenRights> {
    const assistants = tokens.flatMap(({ assistant }) => assistant ?? []);
    const owners = tokens.flatMap(({ userId }) => userId ?? []);
    const ofAssistant = await this.assistants.findRights(principal, assistants, manager);
    const managed = await this.accounts.findManagedAmong(principal, owners, manager);
    return (token) =>
      rightsOn(token, principal, token.assistant === null ? null : ofAssistant(token.assistant), {
        manage: token.userId !== null && managed.has(token.userId),
        // Only a rotation asks for this, and nobody rotates many tokens at once.
        actAs: false,
      });
  }
}
