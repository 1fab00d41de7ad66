import { permittedLink } from '../../api/discovery/permitted-link.js';
import type { Principal } from '../../admission/principal.js';
import { link, paths } from '../../api/hal/links.js';
import { describeStatus } from '../token.entity.js';
import type { ChildView, IssuedChild } from './child-view.js';
import type { ChildTokenResource, IssuedChildTokenResource } from './dto/child-token.resource.js';

/** @param ref the id from the request: the links use the same form */
export function assembleChild(
  child: ChildView,
  principal: Principal,
  ref = child.id,
): ChildTokenResource {
  return {
    id: child.id,
    parentId: child.parentId,
    type: 'child',
    assistantId: child.assistantId,
    username: child.username,
    label: child.label,
    token: child.hint,
    readOnly: child.readOnly,
    cidr: child.cidr,
    host: child.host,
    rateLimitPerMinute: child.rateLimitPerMinute,
    chatId: child.chatId,
    dpopJkt: child.jkt,
    data: child.data,
    ...describeStatus(child.status, child.suspension),
    createdAt: child.createdAt.toISOString(),
    expiresAt: child.expiresAt.toISOString(),
    revokedAt: child.revokedAt?.toISOString() ?? null,
    leakedAt: child.leakedAt?.toISOString() ?? null,
    lastUsedAt: child.lastUsedAt?.toISOString() ?? null,
    lastUsedAddress: child.lastUsedAddress,
    _links: {
      self: link(paths.token(ref)),
      ...(child.rights.revoke &&
        child.status === 'active' &&
        permittedLink(principal, 'inf:revoke', 'revokeToken', { id: ref })),
      ...permittedLink(principal, 'inf:explain', 'explainToken', { id: ref }),
      ...permittedLink(principal, 'inf:parent', 'getToken', { id: child.parentId }),
      ...(child.assistantId !== null &&
        child.rights.readAssistant &&
        permittedLink(principal, 'inf:assistant', 'getAssistant', { id: child.assistantId })),
    },
  };
}

export function assembleIssuedChild(
  { child, value }: IssuedChild,
  principal: Principal,
): IssuedChildTokenResource {
  return { ...assembleChild(child, principal), token: value };
}
