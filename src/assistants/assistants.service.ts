import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRepository } from '../audit/audit.repository.js';
import { changesBetween } from '../audit/changes.js';
import type { Caller } from '../admission/principal.js';
import type { Principal } from '../admission/principal.js';
import { Quotas } from '../platform/quotas/quotas.js';
import type { Take } from '../platform/quotas/quotas.js';
import { Clock } from '../platform/clock/clock.js';
import type { Precondition } from '../api/conditional/precondition.js';
import type { Reservation } from '../api/idempotency/reservation.js';
import { CallerTransaction } from '../admission/reauthorization/caller-transaction.js';
import type { Page, PageRequest } from '../api/hal/page.js';
import type { TeamRole } from '../identity/teams/team-role.js';
import { Assistant } from './assistant.entity.js';
import { parseAssistantRef } from './assistant-ref.js';
import type { AssistantRef } from './assistant-ref.js';
import { mayRead, mayWrite } from './assistant-rights.js';
import type { AssistantRights } from './assistant-rights.js';
import { assistantState } from './assistant.state.js';
import { AssistantsDeletion } from './assistants-deletion.js';
import {
  AssistantNotFoundError,
  AssistantNotWritableError,
  OwnerNotFoundError,
  OwnerNotWritableError,
} from './assistants.errors.js';
import { AssistantsRepository } from './assistants.repository.js';
import type { AssistantSummary, LockedAssistant } from './assistants.repository.js';
import type { ListAssistantsQuery } from './dto/list-assistants.query.js';
import type { CreateAssistantDto } from './dto/create-assistant.dto.js';
import type { UpdateAssistantDto } from './dto/update-assistant.dto.js';

/** An assistant that the caller may see, and whether the caller may change it. */
export interface ReadableAssistant {
  assistant: Assistant;
  writable: boolean;
}

/** Without the instructions. */
export interface ListedAssistant {
  assistant: AssistantSummary;
  writable: boolean;
}

type Owned = Pick<Assistant, 'ownerId' | 'shared'>;

@Injectable()
export class AssistantsService {
  constructor(
    private readonly assistants: AssistantsRepository,
    private readonly deletion: AssistantsDeletion,
    private readonly quotas: Quotas,
    private readonly audit: AuditRepository,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
  ) {}

  async list(
    { principal }: Caller,
    { sort, ...filter }: ListAssistantsQuery,
    request: PageRequest,
  ): Promise<Page<ListedAssistant>> {
    const page = await this.assistants.findVisible(principal, filter, sort, request);
    const rightsOn = await this.findRights(principal, page.rows);
    const rows = page.rows.map((assistant) => ({
      assistant,
      writable: rightsOn(assistant).write,
    }));
    return { ...page, rows };
  }

  /** @throws AssistantNotFoundError also if the principal may not see it */
  async getReadable(
    principal: Principal,
    ref: string,
    manager?: EntityManager,
  ): Promise<ReadableAssistant> {
    const target = targetOf(principal, ref);
    const found = await this.assistants.findFor(principal.userId, target, manager);
    if (found === null) throw new AssistantNotFoundError();
    const { assistant, teamRole } = found;
    if (!mayRead(principal, assistant, teamRole)) throw new AssistantNotFoundError();
    return { assistant, writable: mayWrite(principal, assistant, teamRole) };
  }

  /** Skips UUIDs that do not exist or that the principal may not see. */
  async findReadable(principal: Principal, ids: string[]): Promise<ListedAssistant[]> {
    if (ids.length === 0) return [];
    const assistants = await this.assistants.findByIds(ids);
    const rightsOn = await this.findRights(principal, assistants);
    return assistants
      .filter((assistant) => rightsOn(assistant).read)
      .map((assistant) => ({ assistant, writable: rightsOn(assistant).write }));
  }

  /**
   * Decides for many assistants with at most one query. A token that is limited to one assistant
   * may read it: the scope was checked before.
   */
  async findRights(
    principal: Principal,
    assistants: readonly Owned[],
    manager?: EntityManager,
  ): Promise<(assistant: Owned) => AssistantRights> {
    if (principal.assistant !== null) return () => ({ read: true, write: false });
    const owners = assistants
      .filter((assistant) => !mayWrite(principal, assistant, null))
      .map(({ ownerId }) => ownerId);
    const roles =
      owners.length === 0
        ? new Map<string, TeamRole>()
        : await this.assistants.findTeamRoles(owners, principal.userId, manager);
    return (assistant) => {
      const teamRole = roles.get(assistant.ownerId) ?? null;
      return {
        read: mayRead(principal, assistant, teamRole),
        write: mayWrite(principal, assistant, teamRole),
      };
    };
  }

  /** @throws AssistantNotFoundError, AssistantNotWritableError */
  async getWritable(
    principal: Principal,
    ref: string,
    manager?: EntityManager,
  ): Promise<Assistant> {
    const { assistant, writable } = await this.getReadable(principal, ref, manager);
    if (!writable) throw new AssistantNotWritableError();
    return assistant;
  }

  /**
   * Keeps the assistant as it is until the transaction ends. Does not check rights.
   *
   * @returns null when there is none
   */
  async lockShared(manager: EntityManager, ref: string): Promise<LockedAssistant | null> {
    const target = parseAssistantRef(ref);
    return target && this.assistants.lockShared(manager, target);
  }

  /**
   * @param assistant null when there is none
   * @throws AssistantNotFoundError, AssistantNotWritableError
   */
  async requireWritable(
    manager: EntityManager,
    principal: Principal,
    assistant: Owned | null,
  ): Promise<void> {
    if (assistant === null) throw new AssistantNotFoundError();
    const rightsOn = await this.findRights(principal, [assistant], manager);
    const { read, write } = rightsOn(assistant);
    if (!read) throw new AssistantNotFoundError();
    if (!write) throw new AssistantNotWritableError();
  }

  /**
   * @throws OwnerNotFoundError, OwnerNotWritableError, QuotaExceededError, SlugTakenError,
   * AssistantNotFoundError if an earlier attempt with the same idempotency key created it and the principal may no longer see it
   */
  async create(
    caller: Caller,
    dto: CreateAssistantDto,
    reservation: Reservation,
  ): Promise<ReadableAssistant> {
    const { principal } = caller;
    const made = await reservation.findMade((id) =>
      this.assistants.findFor(principal.userId, { id }),
    );
    if (made !== null && !mayRead(principal, made.assistant, made.teamRole)) {
      throw new AssistantNotFoundError();
    }
    if (made !== null) {
      const { assistant, teamRole } = made;
      return { assistant, writable: mayWrite(principal, assistant, teamRole) };
    }
    const ownerId = dto.ownerId ?? principal.username;
    const now = this.clock.now();
    const assistant = Object.assign(new Assistant(), {
      description: '',
      instructions: '',
      welcome: '',
      suggestions: [],
      modelId: null,
      shared: false,
      ...dto,
      id: reservation.id,
      ownerId,
      createdAt: now,
      updatedAt: now,
    });
    await this.quotas.within((take) =>
      this.transaction.run(caller, async (manager) => {
        await this.requireOwnerWritable(principal, ownerId, manager);
        await this.takePlace(take, manager, ownerId);
        await this.assistants.insert(manager, assistant);
        await this.audit.recordBy(caller, manager, {
          at: now,
          action: 'assistant.created',
          subjectId: assistant.id,
          details: { naturalId: assistant.naturalId },
        });
      }),
    );
    return { assistant, writable: true };
  }

  /**
   * Changing the slug or the owner keeps the UUID and the tokens.
   *
   * @throws AssistantNotFoundError, AssistantNotWritableError, OwnerNotFoundError,
   *   OwnerNotWritableError, PreconditionFailedError, QuotaExceededError, SlugTakenError
   */
  async update(
    caller: Caller,
    ref: string,
    dto: UpdateAssistantDto,
    precondition: Precondition,
  ): Promise<Assistant> {
    const { principal } = caller;
    const { id } = await this.getWritable(principal, ref);
    const changes = { ...dto, updatedAt: this.clock.now() };
    return this.quotas.within((take) =>
      this.transaction.run(caller, async (manager) => {
        const assistant = await this.lockWritable(manager, principal, id);
        const { ownerId = assistant.ownerId } = dto;
        const moves = ownerId !== assistant.ownerId;
        if (moves) await this.requireOwnerWritable(principal, ownerId, manager);
        await precondition.require(assistantState, () => assistant);
        if (moves) await this.takePlace(take, manager, ownerId);
        const told = changesBetween<object>(assistant, dto);
        await this.assistants.update(manager, id, changes);
        await this.audit.recordBy(caller, manager, {
          at: changes.updatedAt,
          action: 'assistant.updated',
          subjectId: id,
          changes: told,
          details: { fields: Object.keys(dto) },
        });
        if (moves) await this.recordLeaving(caller, manager, assistant, ownerId, changes.updatedAt);
        return Object.assign(assistant, changes);
      }),
    );
  }

  /** @throws AssistantNotFoundError, AssistantNotWritableError, PreconditionFailedError */
  async delete(caller: Caller, ref: string, precondition: Precondition): Promise<void> {
    const { id } = await this.getWritable(caller.principal, ref);
    const now = this.clock.now();
    await this.transaction.run(caller, async (manager) => {
      const assistant = await this.lockWritable(manager, caller.principal, id);
      await precondition.require(assistantState, () => assistant);
      await this.deletion.delete(caller, manager, [assistant], now);
    });
  }

  /**
   * Checks the rights again once it holds the lock: they may have changed while the request waited.
   *
   * @throws AssistantNotFoundError, AssistantNotWritableError
   */
  async lockWritable(manager: EntityManager, principal: Principal, id: string): Promise<Assistant> {
    await this.assistants.lock(manager, id);
    return this.getWritable(principal, id, manager);
  }

  /** The change itself is recorded for the new owner, so the team learns from this who took it. */
  private async recordLeaving(
    caller: Caller,
    manager: EntityManager,
    { id, naturalId, ownerId: team }: Assistant,
    ownerId: string,
    at: Date,
  ): Promise<void> {
    if (!(await this.assistants.isTeam(team, manager))) return;
    await this.audit.recordBy(caller, manager, {
      at,
      action: 'team.assistant_left',
      subjectId: team,
      assistantUuid: id,
      changes: [
        { field: 'assistantId', before: naturalId, after: null },
        { field: 'ownerId', before: team, after: ownerId },
      ],
    });
  }

  private takePlace(take: Take, manager: EntityManager, ownerId: string): Promise<void> {
    return take(manager, 'assistants', ownerId, (within, enough) =>
      this.assistants.countOwnedBy(within, ownerId, enough),
    );
  }

  /**
   * Non-admins get the same error for another user as for an unknown one: it does not tell who
   * exists.
   */
  private async requireOwnerWritable(
    principal: Principal,
    ownerId: string,
    manager: EntityManager,
  ): Promise<void> {
    if (ownerId === principal.username) return;
    if (principal.role === 'admin') {
      if (!(await this.assistants.ownerExists(ownerId, manager))) throw new OwnerNotFoundError();
      return;
    }
    const teamRole = await this.assistants.findTeamRole(ownerId, principal.userId, manager);
    if (teamRole === null) throw new OwnerNotFoundError();
    if (teamRole === 'viewer') throw new OwnerNotWritableError();
  }
}

/**
 * A natural id may have moved to another assistant since the scope was checked. The UUID of the
 * principal's assistant cannot.
 */
function targetOf({ assistant }: Principal, ref: string): AssistantRef {
  return assistant === null ? parse(ref) : { id: assistant.id };
}

function parse(ref: string): AssistantRef {
  const parsed = parseAssistantRef(ref);
  if (parsed === null) throw new AssistantNotFoundError();
  return parsed;
}
