import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRepository } from '../../audit/audit.repository.js';
import { changesBetween } from '../../audit/changes.js';
import type { Caller } from '../../admission/principal.js';
import { DEFAULT_PERMISSIONS, PERMISSIONS } from '../../admission/principal.js';
import type { Permission, Principal, UserRole } from '../../admission/principal.js';
import { Clock } from '../../platform/clock/clock.js';
import { ForbiddenError, ValidationError } from '../../platform/errors/domain-error.js';
import { newId } from '../../platform/ids/id.js';
import type { Precondition } from '../../api/conditional/precondition.js';
import { Transaction } from '../../admission/cache/invalidation/transaction.js';
import { ReauthorizationRepository } from '../../admission/reauthorization/reauthorization.repository.js';
import { CallerTransaction } from '../../admission/reauthorization/caller-transaction.js';
import { lockUsers } from '../../admission/reauthorization/user-locks.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import { SessionsRepository } from '../sessions/sessions.repository.js';
import type { ListUsersQuery } from './dto/list-users.query.js';
import type { CreateUserDto } from './dto/create-user.dto.js';
import type { UpdateUserDto } from './dto/update-user.dto.js';
import { mayKnow } from './user-rights.js';
import { OwnerRemoved } from '../owners/owner-removed.js';
import { OwnersRepository } from '../owners/owners.repository.js';
import { PasswordHasher } from './password.hasher.js';
import type { LiveCredentials } from './dto/user.resource.js';
import { TokenSuccession } from './token-succession.js';
import type { Successor } from './token-succession.js';
import type { DeleteUserQuery } from './dto/delete-user.query.js';
import type { UserDeletionResource as UserDeletion } from './dto/user-deletion.resource.js';
import { UserRemoved } from './user-removed.js';
import { UserTokens } from './user-tokens.js';
import type { User } from './user.entity.js';
import { userState } from './user.state.js';
import { LastAdminError, UserNotFoundError } from './users.errors.js';
import { UsersRepository } from './users.repository.js';
import type { UserWithSeat } from './users.repository.js';

export interface UpdatedUser extends UserWithSeat {
  live?: LiveCredentials;
}

@Injectable()
export class UsersService {
  constructor(
    private readonly users: UsersRepository,
    private readonly owners: OwnersRepository,
    private readonly sessions: SessionsRepository,
    private readonly ownerRemoved: OwnerRemoved,
    private readonly userRemoved: UserRemoved,
    private readonly tokens: UserTokens,
    private readonly succession: TokenSuccession,
    private readonly passwords: PasswordHasher,
    private readonly audit: AuditRepository,
    private readonly reauthorization: ReauthorizationRepository,
    private readonly transaction: Transaction,
    private readonly callerTransaction: CallerTransaction,
    private readonly clock: Clock,
  ) {}

  list({ sort, ...filter }: ListUsersQuery, request: PageRequest): Promise<Page<UserWithSeat>> {
    return this.users.findPage(filter, sort, request);
  }

  /** @throws UserNotFoundError also if the caller is neither the user nor an admin */
  async get({ principal }: Caller, username: string): Promise<UserWithSeat> {
    const user = await this.find(principal, username);
    return { user, seat: await this.users.holdsSeat(user.id) };
  }

  /** @throws IdTakenError, PasswordsBusyError */
  async create(caller: Caller, dto: CreateUserDto): Promise<UserWithSeat> {
    const role = dto.role ?? 'member';
    const now = this.clock.now();
    const user = {
      id: newId(),
      username: dto.username,
      displayName: dto.displayName ?? dto.username,
      passwordHash: await this.passwords.hash(dto.password, caller.principal.userId),
      role,
      permissions: dto.permissions ?? defaultPermissionsOf(role),
      disabled: false,
      createdAt: now,
      updatedAt: now,
    };
    await this.callerTransaction.run(caller, async (manager) => {
      await this.owners.claim(manager, user.username, 'user');
      await this.users.insert(manager, user);
      await this.audit.recordBy(caller, manager, {
        at: now,
        action: 'user.created',
        subjectId: user.username,
        details: { role },
      });
    });
    return { user: user as User, seat: false };
  }

  /**
   * @throws UserNotFoundError, ForbiddenError, PreconditionFailedError, LastAdminError,
   *   PasswordsBusyError
   */
  async update(
    caller: Caller,
    username: string,
    dto: UpdateUserDto,
    precondition: Precondition,
  ): Promise<UpdatedUser> {
    const { principal } = caller;
    const target = await this.find(principal, username);
    if (principal.role !== 'admin' && concernsAdmins(dto)) {
      throw new ForbiddenError('Only admins can change `role`, `permissions` and `disabled`.');
    }
    const { password, endTokens, ...fields } = dto;
    const passwordHash =
      password === undefined ? undefined : await this.passwords.hash(password, principal.userId);
    const now = this.clock.now();
    return this.transaction.run(async (manager) => {
      const endsAdmin = dto.role === 'member' || dto.disabled === true;
      const user = await this.lock(manager, principal, target, endsAdmin);
      const seat = await this.users.holdsSeat(user.id, manager);
      await precondition.require(userState, () => ({ ...user, seat }));
      if (endsAdmin) await this.requireAnotherAdmin(manager, user);
      const changes = {
        ...fields,
        ...permissionsAfter(user, dto),
        ...(passwordHash !== undefined && { passwordHash }),
        updatedAt: now,
      };
      const told = changesBetween<object>(user, { ...fields, ...permissionsAfter(user, dto) });
      await this.users.update(manager, user.id, changes);
      if (dto.disabled === true) {
        await this.sessions.deleteByUser(manager, user.id);
      } else if (passwordHash !== undefined) {
        await this.sessions.deleteByUser(manager, user.id, principal.credentialId);
      }
      const revokedTokens =
        endTokens === true ? await this.tokens.revokeAll(caller, manager, user.id, now) : [];
      await this.audit.recordBy(caller, manager, {
        at: now,
        action: 'user.updated',
        subjectId: username,
        changes: told,
        details: { fields: Object.keys(dto), ...(endTokens === true && { revokedTokens }) },
      });
      const endsCredentials = password !== undefined || endTokens === true;
      return {
        user: Object.assign(user, changes),
        seat,
        ...(endsCredentials && { live: await this.countLive(manager, user.id, now) }),
      };
    });
  }

  /**
   * Also deletes the user's assistants and revokes the user's tokens and those of the assistants.
   *
   * @param transferTo who gets the assistant tokens of the user instead
   * @returns what became of the tokens; `null` without `transferTo`
   * @throws UserNotFoundError, ValidationError, OwnerNotFoundError, PreconditionFailedError,
   *   LastAdminError, TokensNotTransferableError
   */
  async delete(
    caller: Caller,
    username: string,
    { transferTo }: DeleteUserQuery,
    precondition: Precondition,
  ): Promise<UserDeletion | null> {
    const { principal } = caller;
    const target = await this.find(principal, username);
    const successor = await this.findSuccessor(principal, username, transferTo);
    const now = this.clock.now();
    return this.transaction.run(async (manager) => {
      const relied = successor === null ? [] : [successor.userId];
      const user = await this.lock(manager, principal, target, true, relied);
      await precondition.require(userState, async () => ({
        ...user,
        seat: await this.users.holdsSeat(user.id, manager),
      }));
      await this.requireAnotherAdmin(manager, user);
      const transferred = await this.transferTokens(manager, caller, user, transferTo, now);
      await this.owners.lock(manager, username);
      await this.ownerRemoved.handle(manager, { caller, ownerId: username, at: now });
      const revokedTokens = await this.userRemoved.handle(caller, manager, user.id, now);
      await this.audit.recordBy(caller, manager, {
        at: now,
        action: 'user.deleted',
        subjectId: username,
        details: { revokedTokens, ...(transferred && { transferTo, transferred }) },
      });
      await this.owners.release(manager, username);
      return transferred && { transferred, revoked: revokedTokens };
    });
  }

  private async findSuccessor(
    principal: Principal,
    username: string,
    transferTo: string | undefined,
  ): Promise<Successor | null> {
    if (transferTo === undefined) return null;
    if (transferTo === username) {
      const message = 'transferTo must not be the user who is deleted';
      throw new ValidationError([{ field: 'transferTo', message }]);
    }
    return this.succession.find(principal, transferTo);
  }

  private async transferTokens(
    manager: EntityManager,
    caller: Caller,
    { id: userId, username }: User,
    transferTo: string | undefined,
    at: Date,
  ): Promise<string[] | null> {
    if (transferTo === undefined) return null;
    const successor = await this.succession.find(caller.principal, transferTo, manager);
    return this.succession.transferAll(manager, caller, { userId, username }, successor, at);
  }

  private async countLive(
    manager: EntityManager,
    userId: string,
    now: Date,
  ): Promise<LiveCredentials> {
    const sessions = await this.sessions.countOpen(manager, userId, now);
    return { sessions, tokens: await this.tokens.countActive(manager, userId, now) };
  }

  private async find(principal: Principal, username: string): Promise<User> {
    const user = mayKnow(principal, username) ? await this.users.findByUsername(username) : null;
    if (user === null) throw new UserNotFoundError();
    return user;
  }

  /**
   * Locks the user against other changes, then checks again that the caller may make this one.
   *
   * @param endsAdmin also locks the other admins, so that concurrent changes cannot remove the last
   *   one
   * @param relied further users whose rights the change relies on
   * @throws UserNotFoundError, InvalidTokenError, ForbiddenError
   */
  private async lock(
    manager: EntityManager,
    principal: Principal,
    { id, role }: User,
    endsAdmin: boolean,
    relied: string[] = [],
  ): Promise<User> {
    await lockUsers(manager, principal.userId, [id], relied);
    const users = await this.users.lock(manager, id, endsAdmin && role === 'admin');
    await this.reauthorization.require(manager, principal);
    const user = users.find((one) => one.id === id);
    if (user === undefined) throw new UserNotFoundError();
    return user;
  }

  private async requireAnotherAdmin(manager: EntityManager, user: User): Promise<void> {
    if (user.role !== 'admin' || user.disabled) return;
    if ((await this.users.lockActiveAdmins(manager)).length === 1) throw new LastAdminError();
  }
}

function defaultPermissionsOf(role: UserRole): Permission[] {
  return [...(role === 'admin' ? PERMISSIONS : DEFAULT_PERMISSIONS)];
}

/** A new role resets the permissions to its defaults, so that a former admin keeps none. */
function permissionsAfter({ role }: User, dto: UpdateUserDto): Pick<UpdateUserDto, 'permissions'> {
  const changesRole = dto.role !== undefined && dto.role !== role;
  return changesRole && dto.permissions === undefined
    ? { permissions: defaultPermissionsOf(dto.role ?? role) }
    : {};
}

function concernsAdmins({ role, permissions, disabled }: UpdateUserDto): boolean {
  return role !== undefined || permissions !== undefined || disabled !== undefined;
}
