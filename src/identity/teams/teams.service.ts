import { Injectable } from '@nestjs/common';
import { AuditRepository } from '../../audit/audit.repository.js';
import { changesBetween } from '../../audit/changes.js';
import type { Caller } from '../../admission/principal.js';
import { Clock } from '../../platform/clock/clock.js';
import type { Precondition } from '../../api/conditional/precondition.js';
import { CallerTransaction } from '../../admission/reauthorization/caller-transaction.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import { OwnerRemoved } from '../owners/owner-removed.js';
import { OwnersRepository } from '../owners/owners.repository.js';
import type { CreateTeamDto } from './dto/create-team.dto.js';
import type { UpdateTeamDto } from './dto/update-team.dto.js';
import { TeamAccess } from './team-access.js';
import { TeamAccounts } from './team-accounts.js';
import type { Team } from './team.entity.js';
import { teamState } from './team.state.js';
import { TeamsRepository } from './teams.repository.js';

@Injectable()
export class TeamsService {
  constructor(
    private readonly teams: TeamsRepository,
    private readonly access: TeamAccess,
    private readonly owners: OwnersRepository,
    private readonly ownerRemoved: OwnerRemoved,
    private readonly accounts: TeamAccounts,
    private readonly audit: AuditRepository,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
  ) {}

  list({ principal }: Caller, request: PageRequest): Promise<Page<Team>> {
    return this.teams.findAdministered(principal, request);
  }

  /** @throws TeamNotFoundError, TeamAdminRequiredError */
  get({ principal }: Caller, id: string): Promise<Team> {
    return this.access.requireAdministered(principal, id);
  }

  /** @throws IdTakenError */
  async create(caller: Caller, { id, name }: CreateTeamDto): Promise<Team> {
    const now = this.clock.now();
    const team = { id, name, createdAt: now, updatedAt: now };
    await this.transaction.run(caller, async (manager) => {
      await this.owners.claim(manager, id, 'team');
      await this.teams.insert(manager, team);
      await this.audit.recordBy(caller, manager, {
        at: now,
        action: 'team.created',
        subjectId: id,
      });
    });
    return team as Team;
  }

  /** @throws TeamNotFoundError, TeamAdminRequiredError, PreconditionFailedError */
  async update(
    caller: Caller,
    id: string,
    dto: UpdateTeamDto,
    precondition: Precondition,
  ): Promise<Team> {
    await this.access.requireAdministered(caller.principal, id);
    const changes = { ...dto, updatedAt: this.clock.now() };
    return this.transaction.run(caller, async (manager) => {
      const team = await this.access.lockAdministered(manager, caller.principal, id);
      await precondition.require(teamState, () => team);
      const told = changesBetween<object>(team, dto);
      await this.teams.update(manager, id, changes);
      await this.audit.recordBy(caller, manager, {
        at: changes.updatedAt,
        action: 'team.updated',
        subjectId: id,
        changes: told,
        details: { fields: Object.keys(dto) },
      });
      return Object.assign(team, changes);
    });
  }

  /**
   * Also deletes the team's assistants and service accounts, and revokes their tokens.
   *
   * @throws TeamNotFoundError, TeamAdminRequiredError, PreconditionFailedError
   */
  async delete(caller: Caller, id: string, precondition: Precondition): Promise<void> {
    await this.access.requireAdministered(caller.principal, id);
    const at = this.clock.now();
    const removed = { caller, ownerId: id, at };
    await this.transaction.run(
      caller,
      async (manager) => {
        await this.owners.lock(manager, id);
        const team = await this.access.lockAdministered(manager, caller.principal, id);
        await precondition.require(teamState, () => team);
        await this.accounts.deleteAll(manager, removed);
        await this.ownerRemoved.handle(manager, removed);
        await this.audit.recordBy(caller, manager, { at, action: 'team.deleted', subjectId: id });
        await this.owners.release(manager, id);
      },
      await this.accounts.findUserIds(id),
    );
  }
}
