import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { Permission, Principal } from '../../admission/principal.js';
import { paginate } from '../../api/hal/keyset-rows.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import { searchIn } from '../../api/hal/search.js';
import { isNaturalId, NATURAL_ID_PATTERN } from '../../platform/ids/natural-id.js';
import { AiSeat } from '../seats/ai-seat.entity.js';
import { TeamMember } from '../teams/members/team-member.entity.js';
import { User } from '../users/user.entity.js';
import type { ServiceAccount } from './service-account.js';

type Changes = Partial<
  Pick<ServiceAccount, 'displayName' | 'teamId' | 'permissions' | 'disabled' | 'updatedAt'>
>;

export interface ServiceAccountFilter {
  teamId?: string | undefined;
  /** Words, each of which the id or the display name contains. */
  q?: string | undefined;
  disabled?: boolean | undefined;
}

/**
 * Each account is a viewer of its team in `team_members`, so that the rules about who sees an
 * assistant hold for it as for a person.
 */
const ROLE_IN_TEAM = 'viewer';

@Injectable()
export class ServiceAccountsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async insert(manager: EntityManager, account: ServiceAccount): Promise<void> {
    const { userId, id, displayName, teamId, permissions, disabled, createdAt, updatedAt } =
      account;
    await manager.insert(User, {
      id: userId,
      username: id,
      kind: 'service',
      teamId,
      displayName,
      passwordHash: null,
      role: 'member',
      permissions,
      disabled,
      createdAt,
      updatedAt,
    });
    await this.join(manager, userId, teamId, createdAt);
  }

  async update(manager: EntityManager, userId: string, changes: Changes): Promise<void> {
    await manager.update(User, { id: userId }, changes);
  }

  /** Moves the account to another team: it leaves its team. */
  async move(manager: EntityManager, userId: string, teamId: string, at: Date): Promise<void> {
    await manager.delete(TeamMember, { userId });
    await this.join(manager, userId, teamId, at);
  }

  /** Finds the account if the principal is an admin, or an admin of its team. */
  async findManaged(
    principal: Principal,
    id: string,
    manager = this.dataSource.manager,
  ): Promise<ServiceAccount | null> {
    if (!isNaturalId(id)) return null;
    const query = accounts(manager).andWhere('account.username = :id', { id });
    const user = await managedBy(query, principal).getOne();
    return user && this.withSeat(user, manager);
  }

  /** @returns the permissions of the account; `null` if it is none, or not managed by the principal */
  async findManagedPermissions(
    principal: Principal,
    userId: string,
    manager = this.dataSource.manager,
  ): Promise<Permission[] | null> {
    const query = accounts(manager).andWhere('account.id = :userId', { userId });
    const user = await managedBy(query, principal).getOne();
    return user?.permissions ?? null;
  }

  async findManagedAmong(
    principal: Principal,
    userIds: string[],
    manager: EntityManager,
  ): Promise<Set<string>> {
    const query = accounts(manager).andWhere('account.id = ANY(:userIds)', { userIds });
    const users = await managedBy(query, principal).getMany();
    return new Set(users.map(({ id }) => id));
  }

  /** Ordered by id. */
  async findManagedPage(
    principal: Principal,
    { teamId, q, disabled }: ServiceAccountFilter,
    request: PageRequest,
  ): Promise<Page<ServiceAccount>> {
    const query = managedBy(accounts(this.dataSource.manager), principal);
    if (teamId !== undefined) query.andWhere('account.team_id = :teamId', { teamId });
    if (disabled !== undefined) query.andWhere('account.disabled = :disabled', { disabled });
    searchIn(query, ['account.username', 'account.display_name'], q);
    const page = await paginate(
      query,
      {
        column: 'account.username',
        order: 'ASC',
        keyOf: ({ username }) => username,
        pattern: NATURAL_ID_PATTERN,
      },
      request,
    );
    const seats = await this.dataSource.manager
      .createQueryBuilder(AiSeat, 'seat')
      .where('seat.user_id = ANY(:ids)', { ids: page.rows.map((user) => user.id) })
      .getMany();
    const seated = new Set(seats.map(({ userId }) => userId));
    return { ...page, rows: page.rows.map((user) => accountOf(user, seated.has(user.id))) };
  }

  async findOfTeam(
    teamId: string,
    manager = this.dataSource.manager,
  ): Promise<Pick<ServiceAccount, 'userId' | 'id'>[]> {
    const users = await accounts(manager)
      .andWhere('account.team_id = :teamId', { teamId })
      .orderBy('account.id')
      .getMany();
    return users.map(({ id, username }) => ({ userId: id, id: username }));
  }

  private async withSeat(user: User, manager: EntityManager): Promise<ServiceAccount> {
    return accountOf(user, await manager.existsBy(AiSeat, { userId: user.id }));
  }

  private async join(
    manager: EntityManager,
    userId: string,
    teamId: string,
    createdAt: Date,
  ): Promise<void> {
    await manager.insert(TeamMember, { teamId, userId, role: ROLE_IN_TEAM, createdAt });
  }
}

function accounts(manager: EntityManager): SelectQueryBuilder<User> {
  return manager.createQueryBuilder(User, 'account').where(`account.kind = 'service'`);
}

function managedBy(
  query: SelectQueryBuilder<User>,
  { role, userId }: Principal,
): SelectQueryBuilder<User> {
  if (role === 'admin') return query;
  return query.andWhere(
    `account.team_id IN (
      SELECT team_id FROM team_members WHERE user_id = :managerId AND role = 'admin')`,
    { managerId: userId },
  );
}

function accountOf(user: User, seat: boolean): ServiceAccount {
  const { id, username, teamId, displayName, permissions, disabled, createdAt, updatedAt } = user;
  if (teamId === null) throw new Error('A service account has a team.');
  return {
    userId: id,
    id: username,
    displayName,
    teamId,
    permissions,
    seat,
    disabled,
    createdAt,
    updatedAt,
  };
}
