import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { isNaturalId } from '../../platform/ids/natural-id.js';
import { paginate } from '../../api/hal/keyset-rows.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import { searchIn } from '../../api/hal/search.js';
import type { UserRole } from '../../admission/principal.js';
import { AiSeat } from '../seats/ai-seat.entity.js';
import { User } from './user.entity.js';
import { userKeyset } from './user-sort.js';
import type { UserSort } from './user-sort.js';

export type NewUser = Omit<User, 'owner' | 'kind' | 'team' | 'teamId'>;

/** Not service accounts, which have their own resource. */
const PERSON = { kind: 'user' } as const;
const ACTIVE_ADMIN = { role: 'admin', disabled: false } as const;

export interface UserFilter {
  /** Words, each of which the username or the display name contains. */
  q?: string | undefined;
  role?: UserRole | undefined;
  disabled?: boolean | undefined;
  aiSeat?: boolean | undefined;
}

const SEATED = 'EXISTS (SELECT FROM ai_seats WHERE user_id = user.id)';

export interface UserWithSeat {
  user: User;
  seat: boolean;
}

/** The users who are persons. */
@Injectable()
export class UsersRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async insert(manager: EntityManager, user: NewUser): Promise<void> {
    await manager.insert(User, user);
  }

  async findByUsername(username: string, manager = this.dataSource.manager): Promise<User | null> {
    if (!isNaturalId(username)) return null;
    return manager.findOneBy(User, { username, ...PERSON });
  }

  /**
   * Locks the user, and the active admins if `withAdmins`. Always by id, which avoids deadlocks.
   */
  lock(manager: EntityManager, id: string, withAdmins: boolean): Promise<User[]> {
    return manager.find(User, {
      where: [{ id }, ...(withAdmins ? [ACTIVE_ADMIN] : [])],
      order: { id: 'ASC' },
      lock: { mode: 'for_no_key_update' },
    });
  }

  /** Locks by id, which avoids deadlocks. */
  lockActiveAdmins(manager: EntityManager): Promise<User[]> {
    return manager.find(User, {
      where: ACTIVE_ADMIN,
      order: { id: 'ASC' },
      lock: { mode: 'for_no_key_update' },
    });
  }

  async findPasswordHash(username: string): Promise<string | null> {
    if (!isNaturalId(username)) return null;
    const user = await this.dataSource.manager.findOne(User, {
      select: { id: true, passwordHash: true },
      where: { username },
    });
    return user?.passwordHash ?? null;
  }

  /** Finds the user if the password is still this one, and keeps others from changing it. */
  lockByPasswordHash(
    manager: EntityManager,
    username: string,
    passwordHash: string,
  ): Promise<User | null> {
    return manager.findOne(User, {
      where: { username, passwordHash },
      lock: { mode: 'for_no_key_update' },
    });
  }

  async holdsSeat(userId: string, manager = this.dataSource.manager): Promise<boolean> {
    return manager.existsBy(AiSeat, { userId });
  }

  async update(
    manager: EntityManager,
    id: string,
    changes: Partial<Omit<NewUser, 'id' | 'username'>>,
  ): Promise<void> {
    await manager.update(User, { id }, changes);
  }

  /** @param sort by default, by username */
  async findPage(
    { q, role, disabled, aiSeat }: UserFilter,
    sort: UserSort | undefined,
    request: PageRequest,
  ): Promise<Page<UserWithSeat>> {
    const query = this.dataSource.manager
      .createQueryBuilder(User, 'user')
      .where('user.kind = :kind', PERSON);
    searchIn(query, ['user.username', 'user.displayName'], q);
    if (role !== undefined) query.andWhere('user.role = :role', { role });
    if (disabled !== undefined) query.andWhere('user.disabled = :disabled', { disabled });
    if (aiSeat !== undefined) {
      query.andWhere(`${SEATED} = :aiSeat`, { aiSeat });
    }
    const page = await paginate(query, userKeyset(sort), request);
    const seated = await this.seatedAmong(page.rows);
    return { ...page, rows: page.rows.map((user) => ({ user, seat: seated.has(user.id) })) };
  }

  /** Prefers an active admin, and among those the one named `preferred`. */
  async findAdminName(
    preferred: string,
    manager = this.dataSource.manager,
  ): Promise<string | null> {
    const admins = await manager.find(User, {
      select: { id: true, username: true, disabled: true },
      where: { role: 'admin' },
      order: { disabled: 'ASC', id: 'ASC' },
    });
    const active = admins.filter(({ disabled }) => !disabled);
    const admin = active.find(({ username }) => username === preferred) ?? admins.at(0);
    return admin?.username ?? null;
  }

  private async seatedAmong(users: User[]): Promise<Set<string>> {
    const seats = await this.dataSource.manager
      .createQueryBuilder(AiSeat, 'seat')
      .where('seat.user_id = ANY(:ids)', { ids: users.map(({ id }) => id) })
      .getMany();
    return new Set(seats.map(({ userId }) => userId));
  }
}
