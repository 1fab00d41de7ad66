import { permittedLink } from '../../api/discovery/permitted-link.js';
import type { Principal } from '../../admission/principal.js';
import { link, paths } from '../../api/hal/links.js';
import type { UpdatedUserResource, UserResource } from './dto/user.resource.js';
import type { UpdatedUser } from './users.service.js';
import type { UserWithSeat } from './users.repository.js';

/** Links to the changes too: whoever can see a user may change it. */
export function assembleUser({ user, seat }: UserWithSeat, principal: Principal): UserResource {
  const { username } = user;
  return {
    username,
    displayName: user.displayName,
    role: user.role,
    permissions: user.permissions,
    seat,
    disabled: user.disabled,
    createdAt: user.createdAt.toISOString(),
    updatedAt: user.updatedAt.toISOString(),
    _links: {
      self: link(paths.user(username)),
      ...permittedLink(principal, 'edit', 'updateUser', { username }),
      ...permittedLink(principal, 'inf:delete', 'deleteUser', { username }),
      ...permittedLink(principal, 'inf:usage', 'getUserUsage', { username }),
      ...permittedLink(principal, 'inf:budget', 'getUserBudget', { username }),
    },
  };
}

export function assembleUpdatedUser(
  { live, ...updated }: UpdatedUser,
  principal: Principal,
): UpdatedUserResource {
  return { ...assembleUser(updated, principal), ...(live && { live }) };
}
