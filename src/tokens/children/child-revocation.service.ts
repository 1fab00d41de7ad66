import { Injectable } from '@nestjs/common';
import { AuditRepository } from '../../audit/audit.repository.js';
import type { Caller } from '../../admission/principal.js';
import { Clock } from '../../platform/clock/clock.js';
import type { Precondition } from '../../api/conditional/precondition.js';
import { withoutState } from '../../api/conditional/state.js';
import { Transaction } from '../../admission/cache/invalidation/transaction.js';
import { CallerTransaction } from '../../admission/reauthorization/caller-transaction.js';
import { TokenAccess } from '../access/token-access.js';
import { TokenNotManageableError } from '../tokens.errors.js';
import { TokensRepository } from '../tokens.repository.js';
import type { AccessibleChild } from './child-access.js';
import { childState } from './child.state.js';
import type { ChildToken } from './child-token.entity.js';
import { ChildTokensRepository } from './child-tokens.repository.js';

/** Revokes one child token, or all children of a token. */
@Injectable()
export class ChildRevocationService {
  constructor(
    private readonly children: ChildTokensRepository,
    private readonly tokens: TokensRepository,
    private readonly access: TokenAccess,
    private readonly audit: AuditRepository,
    private readonly callers: CallerTransaction,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
  ) {}

  /** Idempotent. @throws TokenNotManageableError, PreconditionFailedError */
  async revoke(
    caller: Caller,
    { child, parent, rights }: AccessibleChild,
    precondition: Precondition,
  ): Promise<void> {
    if (!rights.revoke) throw new TokenNotManageableError();
    const now = this.clock.now();
    await this.callers.runEnding(
      caller,
      async (manager) => {
        await precondition.require(childState, () => this.children.lock(manager, child.id));
        if (!(await this.children.revoke(manager, child.id, now))) return;
        await this.audit.recordBy(caller, manager, revocationOf(child, now));
      },
      [parent?.userId ?? caller.principal.userId],
    );
  }

  /** Revokes a child whose user is disabled. It would be valid again once the user is enabled. */
  async revokeDormant(child: Pick<ChildToken, 'id' | 'parentId'>): Promise<void> {
    const now = this.clock.now();
    await this.transaction.run(async (manager) => {
      if (!(await this.children.revoke(manager, child.id, now))) return;
      await this.audit.record(manager, {
        ...revocationOf(child, now),
        actor: null,
        credentialId: child.id,
        address: null,
        subjectType: 'child',
      });
    });
  }

  /**
   * Revokes all current children. Takes the same time for any number of them.
   *
   * @throws TokenNotFoundError, TokenNotManageableError, PreconditionFailedError
   */
  async revokeAll(caller: Caller, ref: string, precondition: Precondition): Promise<void> {
    const { token, rights } = await this.access.find(caller.principal, ref);
    if (!rights.revoke) throw new TokenNotManageableError();
    const now = this.clock.now();
    await this.callers.run(
      caller,
      async (manager) => {
        await precondition.require(withoutState, () => token);
        await this.tokens.endChildren(manager, token.id);
        await this.audit.recordBy(caller, manager, {
          at: now,
          action: 'token.children_revoked',
          subjectId: token.id,
        });
      },
      token.userId === null ? [] : [token.userId],
    );
  }
}

function revocationOf({ id, parentId }: Pick<ChildToken, 'id' | 'parentId'>, at: Date) {
  return { at, action: 'child.revoked', subjectId: id, details: { parentId } };
}
