import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../admission/principal.js';
import { NATURAL_ID_PATTERN } from '../../platform/ids/natural-id.js';
import { paginate } from '../../api/hal/keyset-rows.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import { Team } from './team.entity.js';

@Injectable()
export class TeamsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async insert(manager: EntityManager, team: Omit<Team, 'owner'>): Promise<void> {
    await manager.insert(Team, team);
  }

  find(id: string, manager = this.dataSource.manager): Promise<Team | null> {
    return manager.findOneBy(Team, { id });
  }

  /** Locks in the order of the ids, which avoids deadlocks. */
  async lock(manager: EntityManager, ids: string[]): Promise<void> {
    await manager.find(Team, {
      where: { id: In(ids) },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  async update(
    manager: EntityManager,
    id: string,
    changes: Partial<Pick<Team, 'name' | 'updatedAt'>>,
  ): Promise<void> {
    await manager.update(Team, { id }, changes);
  }

  /** Ordered by id. Admins find every team, others the teams that they administer. */
  findAdministered({ role, userId }: Principal, request: PageRequest): Promise<Page<Team>> {
    const query = this.dataSource.manager.createQueryBuilder(Team, 'team');
    if (role !== 'admin') {
      query.where(
        `team.id IN (SELECT team_id FROM team_members WHERE user_id = :userId AND role = 'admin')`,
        { userId },
      );
    }
    return paginate(
      query,
      { column: 'team.id', order: 'ASC', keyOf: ({ id }) => id, pattern: NATURAL_ID_PATTERN },
      request,
    );
  }
}
