import { Injectable } from '@nestjs/common';
import { InvalidTokenError } from '../../../admission/admission.errors.js';
import type { Caller, Principal } from '../../../admission/principal.js';
import { Clock } from '../../../platform/clock/clock.js';
import { Config } from '../../../platform/config/config.js';
import { NotFoundError, ValidationError } from '../../../platform/errors/domain-error.js';
import type { Reservation } from '../../../api/idempotency/reservation.js';
import { reauthorize } from '../../../admission/reauthorization/reauthorization.js';
import { intersectBlocks, normaliseBlocks } from '../../../admission/credentials/cidr-blocks.js';
import {
  digestOf,
  generateSecret,
  hintOf,
  prefixOf,
} from '../../../admission/credentials/secret.js';
import { ChildAccess } from '../child-access.js';
import { ChildDerivationRepository } from './child-derivation.repository.js';
import type { DeriverFacts } from './child-derivation.repository.js';
import type { IssuedChild } from '../child-view.js';
import { ChildrenService } from '../children.service.js';
import { DEFAULT_LIFETIME_SECONDS } from '../dto/derive-token.dto.js';
import type { DeriveTokenDto } from '../dto/derive-token.dto.js';

/** Derives child tokens. It writes no audit records, because there may be millions of children. */
@Injectable()
export class ChildDerivationService {
  constructor(
    private readonly derivations: ChildDerivationRepository,
    private readonly access: ChildAccess,
    private readonly children: ChildrenService,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /**
   * @param caller has authenticated with an assistant token
   * @param provenKey thumbprint of the key in the caller's DPoP proof
   * @returns the child; with the hint instead of the value if an earlier attempt created it
   * @throws ValidationError, InvalidTokenError, ForbiddenError, NotFoundError for a chat that the
   *   token does not see
   */
  async derive(
    { principal }: Caller,
    dto: DeriveTokenDto,
    provenKey: string | null,
    reservation: Reservation,
  ): Promise<IssuedChild> {
    const made = await reservation.findMade((id) => this.findMade(principal, id));
    if (made !== null) return made;
    const now = this.clock.now();
    const value = generateSecret(prefixOf('c', this.config.tokenPrefix));
    const { expiresIn = DEFAULT_LIFETIME_SECONDS } = dto;
    const child = {
      id: reservation.id,
      hint: hintOf(value),
      label: dto.label ?? '',
      data: dto.data ?? {},
      readOnly: dto.readOnly ?? false,
      cidr: commonBlocks(principal, dto),
      rateLimitPerMinute: dto.rateLimitPerMinute ?? null,
      chatId: dto.chatId ?? null,
      jkt: boundKey(dto, provenKey),
      createdAt: now,
      expiresAt: new Date(now.getTime() + expiresIn * 1_000),
    };
    const { refused, derived } = await this.derivations.insert({
      ...child,
      parent: principal,
      digest: digestOf(value),
    });
    if (refused !== null) refuse(principal, refused);
    return {
      child: {
        ...child,
        ...derived,
        ...UNTOUCHED,
        parentId: principal.credentialId,
        assistantId: principal.assistant?.naturalId ?? null,
        assistantUuid: principal.assistant?.id ?? null,
        username: principal.username,
        host: principal.host,
      },
      value,
    };
  }

  private async findMade(principal: Principal, id: string): Promise<IssuedChild | null> {
    const found = await this.access.findVisible(principal, id);
    return found && { child: await this.children.view(found), value: found.child.hint };
  }
}

/** The state of a new child. */
const UNTOUCHED = {
  status: 'active',
  suspension: null,
  revokedAt: null,
  leakedAt: null,
  lastUsedAt: null,
  lastUsedAddress: null,
  rights: { revoke: true, readAssistant: true },
} as const;

/** @throws ValidationError if `dpopJkt` and the proof name different keys */
function boundKey({ dpopJkt }: DeriveTokenDto, provenKey: string | null): string | null {
  if (dpopJkt === undefined || provenKey === null) return dpopJkt ?? provenKey;
  if (dpopJkt === provenKey) return provenKey;
  throw new ValidationError([
    { field: 'dpopJkt', message: 'dpopJkt must be the thumbprint of the key in the DPoP proof' },
  ]);
}

/** @throws ValidationError if the blocks do not overlap with those of the parent */
function commonBlocks(parent: Principal, { cidr }: DeriveTokenDto): string | null {
  const blocks = intersectBlocks(cidr === undefined ? null : normaliseBlocks(cidr), parent.cidr);
  if (blocks !== '') return blocks;
  throw new ValidationError([
    { field: 'cidr', message: 'cidr does not overlap with the cidr of the token' },
  ]);
}

/** @throws InvalidTokenError, ForbiddenError, NotFoundError */
function refuse(principal: Principal, facts: DeriverFacts): never {
  reauthorize(facts, principal);
  if (!facts.current) throw new InvalidTokenError();
  if (!facts.seesChat) throw new NotFoundError('chat');
  throw new Error('The database refused a child token that the rules allow.');
}
