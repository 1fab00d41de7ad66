import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { NATURAL_ID_PATTERN } from '../../../platform/ids/natural-id.js';
import { isForeignKeyViolation } from '../../../platform/database/database.errors.js';
import { paginate } from '../../../api/hal/keyset-rows.js';
import type { Page, PageRequest } from '../../../api/hal/page.js';
import { UserNotFoundError } from '../../users/users.errors.js';
import { TeamMember } from './team-member.entity.js';
import type { TeamRole } from '../team-role.js';
import { TeamNotFoundError } from '../teams.errors.js';

@Injectable()
export class TeamMembersRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async findRole(
    teamId: string,
    userId: string,
    manager = this.dataSource.manager,
  ): Promise<TeamRole | null> {
    const member = await manager.findOneBy(TeamMember, { teamId, userId });
    return member?.role ?? null;
  }

  find(
    teamId: string,
    userId: string,
    manager = this.dataSource.manager,
  ): Promise<TeamMember | null> {
    return manager.findOne(TeamMember, {
      where: { teamId, userId },
      relations: { user: true },
    });
  }

  /** Without the service accounts of the team. */
  findPage(teamId: string, request: PageRequest): Promise<Page<TeamMember>> {
    return paginate(
      this.dataSource.manager
        .createQueryBuilder(TeamMember, 'member')
        .innerJoinAndSelect('member.user', 'user')
        .where(`member.team_id = :teamId AND user.kind = 'user'`, { teamId }),
      {
        column: 'user.username',
        order: 'ASC',
        keyOf: ({ user }) => user.username,
        pattern: NATURAL_ID_PATTERN,
      },
      request,
    );
  }

  /**
   * Inserts the member, or updates the role and keeps the date on which the member joined.
   *
   * @throws TeamNotFoundError, UserNotFoundError if one of them was deleted in the meantime
   */
  async save(
    manager: EntityManager,
    member: { teamId: string; userId: string; role: TeamRole; createdAt: Date },
  ): Promise<TeamMember> {
    try {
      await manager
        .createQueryBuilder()
        .insert()
        .into(TeamMember)
        .values(member)
        .orUpdate(['role'], ['team_id', 'user_id'])
        .execute();
    } catch (error) {
      if (isForeignKeyViolation(error, 'team_members_team_id_fkey')) throw new TeamNotFoundError();
      if (isForeignKeyViolation(error, 'team_members_user_id_fkey')) throw new UserNotFoundError();
      throw error;
    }
    return manager.findOneOrFail(TeamMember, {
      where: { teamId: member.teamId, userId: member.userId },
      relations: { user: true },
    });
  }

  /** @returns whether the user was a member */
  async delete(manager: EntityManager, teamId: string, userId: string): Promise<boolean> {
    const { affected } = await manager.delete(TeamMember, { teamId, userId });
    return affected === 1;
  }
}
