import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isEnded, statusOf } from '../../admission/credentials/token-status.js';
import type { Caller } from '../../admission/principal.js';
import { AuditRepository } from '../../audit/audit.repository.js';
import type { AuditedAction } from '../../audit/audit.repository.js';
import { Quotas } from '../../platform/quotas/quotas.js';
import { PolicyEnforcement } from '../policies/policy-enforcement.js';
import { TokenCompliance } from '../policies/compliance/token-compliance.js';
import { describeToken, TokenEvents } from '../token-events.js';
import type { Token } from '../token.entity.js';
import { TokensRepository } from '../tokens.repository.js';
import type { TokenOwner } from './issue-owner.js';
import type { TransferRefusal } from './token-transfer.types.js';
import { TokensTransferred } from './tokens-transferred.js';
import { TransferRepository } from './transfer.repository.js';

/** Changes the owner of locked tokens. Does not check the rights of the caller. */
@Injectable()
export class TokenHandover {
  constructor(
    private readonly transfers: TransferRepository,
    private readonly tokens: TokensRepository,
    private readonly policies: PolicyEnforcement,
    private readonly transferred: TokensTransferred,
    private readonly compliance: TokenCompliance,
    private readonly quotas: Quotas,
    private readonly events: TokenEvents,
    private readonly audit: AuditRepository,
  ) {}

  /**
   * A personal token never changes its owner: it would gain the rights of another user. If the
   * transaction commits, the refusals by a policy are recorded.
   *
   * @returns why tokens cannot belong to the new owner, by id; tokens without a reason are missing
   */
  async refusalsOf(
    caller: Caller,
    manager: EntityManager,
    tokens: Token[],
    to: TokenOwner,
    now: Date,
  ): Promise<ReadonlyMap<string, TransferRefusal>> {
    const ids = tokens.map(({ id }) => id);
    const unable = await this.transfers.findRefusals(manager, ids, to.userId);
    const refusals = new Map(
      tokens.flatMap((token): [string, TransferRefusal][] => {
        const refusal = refusalOf(token, now) ?? unable.get(token.id) ?? null;
        return refusal === null ? [] : [[token.id, refusal]];
      }),
    );
    const fit = ids.filter((id) => !refusals.has(id));
    const broken = await this.compliance.findWorseFor(manager, to.userId, fit, now);
    await this.policies.recordRefusal(caller, manager, [...broken.values()].flat(), now);
    for (const id of broken.keys()) refusals.set(id, 'policy_violation');
    return refusals;
  }

  /** @returns how many of the tokens, from the first on, the quota of the new owner allowed */
  async give(
    caller: Caller,
    manager: EntityManager,
    tokens: Token[],
    to: TokenOwner,
    now: Date,
  ): Promise<number> {
    if (tokens.length === 0) return 0;
    const room = await this.quotas.findRoom(manager, 'active_tokens', to.userId, (within, enough) =>
      this.tokens.countActive(within, to.userId, now, enough),
    );
    const given = tokens.slice(0, room);
    const ids = given.map(({ id }) => id);
    await this.transfers.update(manager, ids, to);
    await this.transferred.handle(manager, ids, to.userId);
    await this.compliance.refresh(manager, ids, now);
    await this.events.publish(
      manager,
      given.flatMap((token) =>
        describeToken('token.transferred', { ...token, username: to.username }, now, {
          previousUsername: token.username,
        }),
      ),
    );
    await this.audit.recordBy(
      caller,
      manager,
      given.flatMap((token) => recordsOf(token, to, now)),
    );
    return given.length;
  }
}

/** One record is for the former owner, who can read nothing about the token from now on. */
function recordsOf({ id, userId, username }: Token, to: TokenOwner, at: Date): AuditedAction[] {
  const changes = [{ field: 'owner', before: username, after: to.username }];
  return [
    { at, action: 'token.transferred', subjectId: id, ownerId: userId ?? undefined, changes },
    { at, action: 'token.received', subjectId: id, ownerId: to.userId, changes },
  ];
}

function refusalOf(token: Token, now: Date): TransferRefusal | null {
  if (token.type === 'personal') return 'personal_token';
  return isEnded(statusOf(token, now)) ? 'token_not_active' : null;
}
