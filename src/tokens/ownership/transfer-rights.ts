import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../admission/principal.js';
import { AssistantsService } from '../../assistants/assistants.service.js';
import { ServiceAccountAccess } from '../../identity/service-accounts/service-account-access.js';
import type { TransferableToken } from './transferable-token.js';

/** Decides which tokens a principal may give away: those that the principal may revoke. */
@Injectable()
export class TransferRights {
  constructor(
    private readonly assistants: AssistantsService,
    private readonly accounts: ServiceAccountAccess,
  ) {}

  async of(
    principal: Principal,
    tokens: TransferableToken[],
    manager: EntityManager,
  ): Promise<(token: TransferableToken) => boolean> {
    if (principal.role === 'admin') return () => true;
    const assistants = tokens.flatMap(({ assistant }) => assistant ?? []);
    const owners = tokens.flatMap(({ userId }) => userId ?? []);
    const rightsOn = await this.assistants.findRights(principal, assistants, manager);
    const managed = await this.accounts.findManagedAmong(principal, owners, manager);
    return ({ userId, assistant }) =>
      userId === principal.userId ||
      (userId !== null && managed.has(userId)) ||
      (assistant !== null && rightsOn(assistant).write);
  }
}
