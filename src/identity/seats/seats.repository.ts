import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { NATURAL_ID_PATTERN } from '../../platform/ids/natural-id.js';
import { takeTurn } from '../../platform/database/advisory-locks.js';
import { paginate } from '../../api/hal/keyset-rows.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import { User } from '../users/user.entity.js';
import { AiSeat } from './ai-seat.entity.js';

export interface Candidate {
  userId: string;
  username: string;
  disabled: boolean;
  seated: boolean;
}

@Injectable()
export class SeatsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * Serializes assignments: two transactions that count the same free seat would both assign it.
   */
  async lock(manager: EntityManager): Promise<void> {
    await takeTurn(manager, 'seats');
  }

  count(manager = this.dataSource.manager): Promise<number> {
    return manager.count(AiSeat);
  }

  async findCandidates(manager: EntityManager, usernames: string[]): Promise<Candidate[]> {
    const users = await manager.find(User, {
      where: { username: In(usernames) },
      order: { id: 'ASC' },
      lock: { mode: 'for_key_share' },
    });
    const seats = await manager.findBy(AiSeat, { userId: In(users.map(({ id }) => id)) });
    const seated = new Set(seats.map(({ userId }) => userId));
    return users.map(({ id, username, disabled }) => ({
      userId: id,
      username,
      disabled,
      seated: seated.has(id),
    }));
  }

  async insert(manager: EntityManager, userIds: string[], assignedAt: Date): Promise<void> {
    await manager.insert(
      AiSeat,
      userIds.map((userId) => ({ userId, assignedAt })),
    );
  }

  async findUserIds(usernames: string[]): Promise<string[]> {
    const users = await this.dataSource.manager.find(User, {
      select: { id: true },
      where: { username: In(usernames) },
    });
    return users.map(({ id }) => id);
  }

  /** @returns the usernames of those who held a seat */
  async delete(manager: EntityManager, userIds: string[]): Promise<string[]> {
    const [rows] = await manager.query<[{ username: string }[], number]>(
      `DELETE FROM ai_seats USING users
       WHERE users.id = ai_seats.user_id AND users.id = ANY($1)
       RETURNING users.username`,
      [userIds],
    );
    return rows.map(({ username }) => username);
  }

  findPage(request: PageRequest): Promise<Page<AiSeat>> {
    return paginate(
      this.dataSource.manager
        .createQueryBuilder(AiSeat, 'seat')
        .innerJoinAndSelect('seat.user', 'user'),
      {
        column: 'user.username',
        order: 'ASC',
        keyOf: ({ user }) => user.username,
        pattern: NATURAL_ID_PATTERN,
      },
      request,
    );
  }
}
