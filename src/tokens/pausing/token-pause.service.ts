import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Caller, Principal } from '../../admission/principal.js';
import { CallerTransaction } from '../../admission/reauthorization/caller-transaction.js';
import { isEnded, statusOf } from '../../admission/credentials/token-status.js';
import type { Precondition } from '../../api/conditional/precondition.js';
import { AuditRepository } from '../../audit/audit.repository.js';
import { Clock } from '../../platform/clock/clock.js';
import { PolicyEnforcement, refusedToken } from '../policies/policy-enforcement.js';
import { TokenCompliance } from '../policies/compliance/token-compliance.js';
import { TokenAccess } from '../access/token-access.js';
import type { AccessibleToken } from '../access/token-access.js';
import { TokenViews } from '../token-views.js';
import type { TokenView } from '../token-views.js';
import type { Token } from '../token.entity.js';
import { tokenState } from '../token.state.js';
import { TokenNotActiveError, TokenNotManageableError } from '../tokens.errors.js';
import { TokensRepository } from '../tokens.repository.js';
import type { PauseTokenDto } from './pause-token.dto.js';
import { TokenPausing } from './token-pausing.js';

/** Pauses and resumes one token for a caller. */
@Injectable()
export class TokenPauseService {
  constructor(
    private readonly tokens: TokensRepository,
    private readonly access: TokenAccess,
    private readonly views: TokenViews,
    private readonly pausing: TokenPausing,
    private readonly policies: PolicyEnforcement,
    private readonly compliance: TokenCompliance,
    private readonly audit: AuditRepository,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
  ) {}

  /**
   * Idempotent: a paused token keeps its first pause.
   *
   * @throws TokenNotFoundError, TokenNotManageableError, PreconditionFailedError,
   *   TokenNotActiveError
   */
  pause(
    caller: Caller,
    ref: string,
    { reason = null }: { reason?: PauseTokenDto['reason'] | null },
    precondition: Precondition,
  ): Promise<TokenView> {
    return this.change(caller, ref, precondition, async (manager, { id }, at) => {
      const pause = { cause: 'user', reason, at } as const;
      const paused = await this.pausing.pause(manager, [id], pause);
      await this.record(caller, manager, 'token.paused', paused, at, reason);
    });
  }

  /**
   * Idempotent.
   *
   * @throws TokenNotFoundError, TokenNotManageableError, PreconditionFailedError,
   *   TokenNotActiveError, PolicyViolationError if a policy keeps it paused
   */
  resume(caller: Caller, ref: string, precondition: Precondition): Promise<TokenView> {
    return this.change(caller, ref, precondition, async (manager, token, at) => {
      await this.compliance.requireResumable(manager, token, at);
      const resumed = await this.pausing.resume(manager, [token.id], at);
      await this.compliance.refresh(manager, resumed, at);
      await this.record(caller, manager, 'token.resumed', resumed, at);
    });
  }

  /** The caller may pause the very token that authenticates the request. */
  private async change(
    caller: Caller,
    ref: string,
    precondition: Precondition,
    work: (manager: EntityManager, token: Token, at: Date) => Promise<void>,
  ): Promise<TokenView> {
    const { token } = await this.findPausable(caller.principal, ref);
    return this.policies.recordingRefusals(caller, refusedToken(token), () =>
      this.transaction.runEnding(
        caller,
        async (manager) => {
          await this.tokens.lock(manager, token.id);
          const found = await this.findPausable(caller.principal, token.id, manager);
          await precondition.require(tokenState, () => found.token);
          const at = this.clock.now();
          if (isEnded(statusOf(found.token, at))) throw new TokenNotActiveError();
          await work(manager, found.token, at);
          return this.views.load(found, manager);
        },
        token.userId === null ? [] : [token.userId],
      ),
    );
  }

  private async findPausable(
    principal: Principal,
    ref: string,
    manager?: EntityManager,
  ): Promise<AccessibleToken> {
    const found = await this.access.find(principal, ref, manager);
    if (!found.rights.pause) throw new TokenNotManageableError();
    return found;
  }

  private record(
    caller: Caller,
    manager: EntityManager,
    action: 'token.paused' | 'token.resumed',
    ids: string[],
    at: Date,
    reason?: string | null,
  ): Promise<void> {
    return this.audit.recordBy(
      caller,
      manager,
      ids.map((subjectId) => ({ at, action, subjectId, reason })),
    );
  }
}
