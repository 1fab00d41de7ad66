import { Injectable } from '@nestjs/common';
import { AssistantsDeletion } from '../assistants/assistants-deletion.js';
import { AuditRepository } from '../audit/audit.repository.js';
import type { Caller } from '../auth/principal.js';
import { DEFAULT_PERMISSIONS, PERMISSIONS } from '../auth/principal.js';
import type { Permission, UserRole } from '../auth/principal.js';
import { Clock } from '../common/clock.js';
import { ForbiddenError } from '../common/domain-error.js';
import { newId } from '../common/id.js';
import { isNaturalId } from '../common/natural-id.js';
import { Transaction } from '../database/transaction.js';
import type { Page, PageRequest } from '../hal/page.js';
import { RevocationRepository } from '../revocation/revocation.repository.js';
import { SessionsRepository } from '../sessions/sessions.repository.js';
import type { CreateUserDto } from './dto/create-user.dto.js';
import type { UpdateUserDto } from './dto/update-user.dto.js';
import { OwnersRepository } from './owners.repository.js';
import { PasswordHasher } from './password.hasher.js';
import type { User } from './user.entity.js';
import { LastAdminError, UserNotFoundError } from './users.errors.js';
import { UsersRepository } from './users.repository.js';
import type { UserWithSeat } from './users.repository.js';

@Injectable()
export class UsersService {
  constructor(
    private readonly users: UsersRepository,
    private readonly owners: OwnersRepository,
    private readonly sessions: SessionsRepository,
    private readonly assistants: AssistantsDeletion,
    private readonly revocation: RevocationRepository,
    private readonly passwords: PasswordHasher,
    private readonly audit: AuditRepository,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
  ) {}

  list(request: PageRequest): Promise<Page<UserWithSeat>> {
    return this.users.findPage(request);
  }

  /** @throws UserNotFoundError when the caller is neither the user nor an admin */
  async get({ principal }: Caller, username: string): Promise<UserWithSeat> {
    const user = mayKnow(principal, username) ? await this.users.findByUsername(username) : null;
    if (user === null) throw new UserNotFoundError();
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
    await this.transaction.run(async (manager) => {
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
   * @throws UserNotFoundError, ForbiddenError, LastAdminError
   */
  async update(caller: Caller, username: string, dto: UpdateUserDto): Promise<UserWithSeat> {
    const { principal } = caller;
    if (!mayKnow(principal, username)) throw new UserNotFoundError();
    if (principal.role !== 'admin' && concernsAdmins(dto)) {
      throw new ForbiddenError('Only an admin may change the role, the permissions or disabled.');
    }
    const { password, ...fields } = dto;
    const passwordHash =
      password === undefined ? undefined : await this.passwords.hash(password, principal.userId);
    const now = this.clock.now();
    return this.transaction.run(async (manager) => {
      const admins = concernsAdmins(dto) ? await this.users.lockActiveAdmins(manager) : [];
      const user = await this.users.lockByUsername(manager, username);
      if (user === null) throw new UserNotFoundError();
      if (dto.role === 'member' || dto.disabled === true) requireAnotherAdmin(admins, user);
      const changes = {
        ...fields,
        ...permissionsAfter(user, dto),
        ...(passwordHash !== undefined && { passwordHash }),
        updatedAt: now,
      };
      await this.users.update(manager, user.id, changes);
      if (dto.disabled === true) {
        await this.sessions.deleteByUser(manager, user.id);
      } else if (passwordHash !== undefined) {
        await this.sessions.deleteByUser(manager, user.id, principal.credentialId);
      }
      await this.audit.recordBy(caller, manager, {
        at: now,
        action: 'user.updated',
        subjectId: username,
        details: { fields: Object.keys(dto) },
      });
      return {
        user: Object.assign(user, changes),
        seat: await this.users.holdsSeat(user.id, manager),
      };
    });
  }

  /**
   * Takes the user's assistants along and revokes the user's tokens and those of the assistants.
   *
   * @throws UserNotFoundError, LastAdminError
   */
  async delete(caller: Caller, username: string): Promise<void> {
    if (!mayKnow(caller.principal, username)) throw new UserNotFoundError();
    const now = this.clock.now();
    await this.transaction.run(async (manager) => {
      const admins = await this.users.lockActiveAdmins(manager);
      const user = await this.users.lockByUsername(manager, username);
      if (user === null) throw new UserNotFoundError();
      requireAnotherAdmin(admins, user);
      await this.owners.lock(manager, username);
      await this.assistants.deleteOwnedBy(caller, manager, username, now);
      const revoked = await this.revocation.revokeTokens(
        manager,
        { userId: user.id },
        'user_deleted',
        now,
      );
      await this.owners.release(manager, username);
      await this.audit.recordBy(caller, manager, {
        at: now,
        action: 'user.deleted',
        subjectId: username,
        details: { revokedTokens: revoked },
      });
    });
  }
}

function mayKnow({ username: own, role }: Caller['principal'], username: string): boolean {
  return isNaturalId(username) && (role === 'admin' || own === username);
}

function defaultPermissionsOf(role: UserRole): Permission[] {
  return [...(role === 'admin' ? PERMISSIONS : DEFAULT_PERMISSIONS)];
}

/** A new role comes with its permissions, so that a former admin keeps none of them. */
function permissionsAfter({ role }: User, dto: UpdateUserDto): Pick<UpdateUserDto, 'permissions'> {
  const changesRole = dto.role !== undefined && dto.role !== role;
  return changesRole && dto.permissions === undefined
    ? { permissions: defaultPermissionsOf(dto.role ?? role) }
    : {};
}

function concernsAdmins({ role, permissions, disabled }: UpdateUserDto): boolean {
  return role !== undefined || permissions !== undefined || disabled !== undefined;
}

function requireAnotherAdmin(admins: User[], user: User): void {
  const others = admins.filter(({ id }) => id !== user.id);
  if (others.length < admins.length && others.length === 0) throw new LastAdminError();
}
