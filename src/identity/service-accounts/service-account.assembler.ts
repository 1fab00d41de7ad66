import type { Principal } from '../../admission/principal.js';
import { permittedLink } from '../../api/discovery/permitted-link.js';
import type { Links } from '../../api/hal/hal.types.js';
import { addressOf, link, paths } from '../../api/hal/links.js';
import type { ServiceAccountResource } from './dto/service-account.resource.js';
import type { ServiceAccount } from './service-account.js';

/** Links to the changes too: whoever can see an account may change it. */
export function assembleServiceAccount(
  { id, displayName, teamId, permissions, seat, disabled, createdAt, updatedAt }: ServiceAccount,
  principal: Principal,
): ServiceAccountResource {
  return {
    id,
    displayName,
    teamId,
    permissions,
    seat,
    disabled,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    _links: {
      self: link(paths.serviceAccount(id)),
      ...permittedLink(principal, 'edit', 'updateServiceAccount', { id }),
      ...permittedLink(principal, 'inf:delete', 'deleteServiceAccount', { id }),
      ...permittedLink(principal, 'inf:team', 'getTeam', { id: teamId }),
      ...permittedLink(principal, 'inf:usage', 'getUserUsage', { username: id }),
      ...permittedLink(principal, 'inf:budget', 'getUserBudget', { username: id }),
      ...tokensOf(id, principal),
    },
  };
}

function tokensOf(id: string, principal: Principal): Links {
  const { 'inf:tokens': tokens } = permittedLink(principal, 'inf:tokens', 'listTokens');
  return tokens ? { 'inf:tokens': link(addressOf(tokens.href, [['username', id]])) } : {};
}
