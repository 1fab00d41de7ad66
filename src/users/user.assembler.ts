import { link, paths } from '../hal/links.js';
import type { UserResource } from './dto/user.resource.js';
import type { UserWithSeat } from './users.repository.js';

export function assembleUser({ user, seat }: UserWithSeat): UserResource {
  return {
    username: user.username,
    displayName: user.displayName,
    role: user.role,
    permissions: user.permissions,
    seat,
    disabled: user.disabled,
    createdAt: user.createdAt.toISOString(),
    updatedAt: user.updatedAt.toISOString(),
    _links: { self: link(paths.user(user.username)) },
  };
}
