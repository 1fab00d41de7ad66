import { permittedLink } from '../../api/discovery/permitted-link.js';
import type { Principal } from '../../admission/principal.js';
import { link, paths } from '../../api/hal/links.js';
import type { PolicyResource } from './dto/policy.resource.js';
import type { PolicyView } from './policies.service.js';

export function assemblePolicy(policy: PolicyView, principal: Principal): PolicyResource {
  return {
    ...policy,
    updatedAt: policy.updatedAt?.toISOString() ?? null,
    _links: policy.teamId === null ? instanceLinks(principal) : teamLinks(principal, policy.teamId),
  };
}

function instanceLinks(principal: Principal) {
  return {
    self: link(paths.instancePolicy()),
    ...permittedLink(principal, 'edit', 'updateInstancePolicy'),
    ...(principal.role === 'admin' && previewLink(principal)),
  };
}

function teamLinks(principal: Principal, id: string) {
  return {
    self: link(paths.teamPolicy(id)),
    ...permittedLink(principal, 'edit', 'updateTeamPolicy', { id }),
    ...permittedLink(principal, 'inf:delete', 'deleteTeamPolicy', { id }),
    ...previewLink(principal),
  };
}

function previewLink(principal: Principal) {
  return permittedLink(principal, 'inf:preview-policy', 'previewPolicy');
}
