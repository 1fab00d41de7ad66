import { DEFAULT_PERMISSIONS } from '../../src/admission/principal.js';
import type { Permission, UserRole } from '../../src/admission/principal.js';
import { newId } from '../../src/platform/ids/id.js';
import { AiSeat } from '../../src/identity/seats/ai-seat.entity.js';
import { Session } from '../../src/identity/sessions/session.entity.js';
import { digestOf, generateSecret } from '../../src/admission/credentials/secret.js';
import { Owner } from '../../src/identity/owners/owner.entity.js';
import { User } from '../../src/identity/users/user.entity.js';
import type { TestApp } from '../support/test-app.js';
import type { Api } from '../support/api.js';

/** The password of `PASSWORD_HASH`. */
export const PASSWORD = 'correct horse battery staple';
const PASSWORD_HASH = '$2b$12$IEe/hpHMxcHb2fYULQw4jeQhZrwNevr40pWV5NEzfPsRg4FPleVHe';

const ONE_HOUR_MS = 3_600_000;
let count = 0;

interface UserOptions {
  username?: string;
  role?: UserRole;
  permissions?: Permission[];
  /** Whether the user holds an AI seat. The default is true. */
  seat?: boolean;
  disabled?: boolean;
}

export interface TestUser {
  id: string;
  username: string;
  /** The value of an open session. */
  session: string;
  /** The API, called with that session. */
  api: Api;
}

/** Inserts a user with a session into the database, without hashing a password. */
export async function createUser(app: TestApp, options: UserOptions = {}): Promise<TestUser> {
  const { username = `user-${++count}`, role = 'member', seat = true, disabled = false } = options;
  const now = app.clock.now();
  const id = newId();
  const { manager } = app.dataSource;
  await manager.insert(Owner, { id: username, kind: 'user' });
  await manager.insert(User, {
    id,
    username,
    displayName: `The user ${username}`,
    passwordHash: PASSWORD_HASH,
    role,
    permissions: options.permissions ?? [...DEFAULT_PERMISSIONS],
    disabled,
    createdAt: now,
    updatedAt: now,
  });
  if (seat) await manager.insert(AiSeat, { userId: id, assignedAt: now });
  const session = await createSession(app, id);
  return { id, username, session, api: app.api.as(session) };
}

export function createAdmin(app: TestApp, options: UserOptions = {}): Promise<TestUser> {
  return createUser(app, { role: 'admin', ...options });
}

/** @returns the value of a new session */
export async function createSession(
  app: TestApp,
  userId: string,
  ttlMs = ONE_HOUR_MS,
): Promise<string> {
  const secret = generateSecret('i5s_');
  const createdAt = app.clock.now();
  await app.dataSource.manager.insert(Session, {
    id: newId(),
    userId,
    digest: digestOf(secret),
    createdAt,
    expiresAt: new Date(createdAt.getTime() + ttlMs),
  });
  return secret;
}
