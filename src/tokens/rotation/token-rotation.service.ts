import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRepository } from '../../audit/audit.repository.js';
import {
  InsufficientScopeError,
  InvalidTokenError,
  SeatRequiredError,
} from '../../admission/admission.errors.js';
import type { Caller } from '../../admission/principal.js';
import type { Principal } from '../../admission/principal.js';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import type { Reservation } from '../../api/idempotency/reservation.js';
import type { Precondition } from '../../api/conditional/precondition.js';
import { CallerTransaction } from '../../admission/reauthorization/caller-transaction.js';
import { describeToken, TokenEvents } from '../token-events.js';
import type { RotateTokenDto } from '../dto/rotate-token.dto.js';
import { TokenCompliance } from '../policies/compliance/token-compliance.js';
import { PolicyEnforcement, refusedToken } from '../policies/policy-enforcement.js';
import { TokenAccess } from '../access/token-access.js';
import type { AccessibleToken } from '../access/token-access.js';
import { findRotationRefusal } from '../access/token-rights.js';
import { digestOf, generateSecret, hintOf, prefixOf } from '../../admission/credentials/secret.js';
import type { TokenSecret } from '../secrets/token-secret.entity.js';
import { TokenSecretsRepository } from '../secrets/token-secrets.repository.js';
import { isEnded, statusOf } from '../../admission/credentials/token-status.js';
import { isRetired } from '../../admission/resolution/credential-resolution.js';
import { TokenViews } from '../token-views.js';
import type { IssuedToken } from '../token-views.js';
import type { Token } from '../token.entity.js';
import { tokenState } from '../token.state.js';
import {
  RotationInProgressError,
  TokenNotActiveError,
  TokenNotManageableError,
  VersionConflictError,
} from '../tokens.errors.js';
import { TokensRepository } from '../tokens.repository.js';

/** Gives a token a new secret and keeps everything else. */
@Injectable()
export class TokenRotationService {
  constructor(
    private readonly tokens: TokensRepository,
    private readonly secrets: TokenSecretsRepository,
    private readonly access: TokenAccess,
    private readonly views: TokenViews,
    private readonly audit: AuditRepository,
    private readonly events: TokenEvents,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly policies: PolicyEnforcement,
    private readonly compliance: TokenCompliance,
  ) {}

  /**
   * The current secret stays valid until its overlap ends. An older secret in its overlap ends now,
   * so that at most two are ever valid. With an overlap, that needs `force`, because the older secret
   * was promised to live longer. Without one it does not, because that is how to end a leaked secret.
   *
   * @returns the token; with the hint instead of the value if an earlier attempt rotated it
   * @throws TokenNotFoundError, TokenNotManageableError, SeatRequiredError,
   *   PreconditionFailedError, TokenNotActiveError, VersionConflictError, RotationInProgressError, IdempotencyKeyInUseError,
   *   InvalidTokenError if the presented secret was retired in the meantime, InsufficientScopeError if rotating another
   *   personal token without a session
   */
  async rotate(
    caller: Caller,
    ref: string,
    dto: RotateTokenDto,
    precondition: Precondition,
    reservation: Reservation,
  ): Promise<IssuedToken> {
    const { principal } = caller;
    const { token } = await this.findRotatable(principal, ref);
    requireWhatRotationNeeds(principal, token);
    const value = generateSecret(prefixOf('t', this.config.tokenPrefix));
    return this.policies.recordingRefusals(caller, refusedToken(token), () =>
      this.transaction.run(caller, async (manager) => {
        await this.tokens.lock(manager, token.id);
        const found = await this.findRotatable(principal, token.id, manager);
        const { token: current } = found;
        const secrets = await this.secrets.findByToken(token.id, manager);
        if (
          reservation.recognize(secrets.some(({ rotationId }) => rotationId === reservation.id))
        ) {
          return { ...(await this.views.load(found, manager)), value: current.hint };
        }
        await precondition.require(tokenState, () => current);
        const now = this.clock.now();
        if (isEnded(statusOf(current, now))) throw new TokenNotActiveError();
        const { secretVersion } = current;
        if (dto.secretVersion !== undefined && dto.secretVersion !== secretVersion) {
          throw new VersionConflictError();
        }
        requireLiveSecret(principal, current, secrets, now);
        const overlapSeconds = dto.overlapSeconds ?? 0;
        const rules = await this.policies.rulesFor(manager, {
          userId: current.userId,
          assistantOwnerId: current.assistant?.ownerId ?? null,
        });
        this.policies.requireOverlap(rules, overlapSeconds);
        const endsOverlap = overlapSeconds === 0 || dto.force === true;
        if (!endsOverlap && secrets.some((secret) => isInOverlap(secret, now))) {
          throw new RotationInProgressError();
        }
        const overlapEnds = new Date(now.getTime() + overlapSeconds * 1_000);
        const version = secretVersion + 1;
        await this.secrets.retire(manager, token.id, secretVersion, overlapEnds, now);
        await this.secrets.insert(manager, {
          tokenId: token.id,
          version,
          digest: digestOf(value),
          createdAt: now,
          rotationId: reservation.id,
        });
        await this.tokens.update(manager, token.id, {
          hint: hintOf(value),
          secretVersion: version,
        });
        await this.compliance.refresh(manager, [token.id], now);
        await this.audit.recordBy(caller, manager, {
          at: now,
          action: 'token.rotated',
          subjectId: token.id,
          details: { version, overlapSeconds },
        });
        const rotated = { ...current, hint: hintOf(value) };
        const details = { secretVersion: version, previousRetiresAt: overlapEnds.toISOString() };
        await this.events.publish(manager, describeToken('token.rotated', rotated, now, details));
        return { ...(await this.views.load(found, manager)), value };
      }),
    );
  }

  private async findRotatable(
    principal: Principal,
    ref: string,
    manager?: EntityManager,
  ): Promise<AccessibleToken> {
    const found = await this.access.find(principal, ref, manager);
    if (!found.rights.rotate) throw new TokenNotManageableError();
    return found;
  }
}

/** Checks again, because the presented secret may have been retired while the request waited. */
function requireLiveSecret(
  { credentialId, secretVersion }: Principal,
  { id }: Token,
  secrets: TokenSecret[],
  now: Date,
): void {
  if (credentialId !== id) return;
  const presented = secrets.find(({ version }) => version === secretVersion);
  if (presented === undefined || isRetired(presented, now)) throw new InvalidTokenError();
}

function isInOverlap(secret: TokenSecret, now: Date): boolean {
  return secret.retiresAt !== null && !isRetired(secret, now);
}

/** @throws InsufficientScopeError, SeatRequiredError */
function requireWhatRotationNeeds(principal: Principal, token: Token): void {
  switch (findRotationRefusal(principal, token)) {
    case 'needs_session':
      throw new InsufficientScopeError('You need a session to rotate another personal token.');
    case 'needs_seat':
      throw new SeatRequiredError();
    case null:
  }
}
