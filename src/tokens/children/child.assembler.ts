import { link, paths } from '../../hal/links.js';
import type { ChildView, IssuedChild } from './child-view.js';
import type { ChildTokenResource, IssuedChildTokenResource } from './dto/child-token.resource.js';

/** @param ref the identifier as the client wrote it */
export function assembleChild(child: ChildView, ref = child.id): ChildTokenResource {
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
    status: child.status,
    createdAt: child.createdAt.toISOString(),
    expiresAt: child.expiresAt.toISOString(),
    revokedAt: child.revokedAt?.toISOString() ?? null,
    lastUsedAt: child.lastUsedAt?.toISOString() ?? null,
    lastUsedAddress: child.lastUsedAddress,
    _links: {
      self: link(paths.token(ref)),
      'inf:parent': link(paths.token(child.parentId)),
      ...(child.assistantId !== null && {
        'inf:assistant': link(paths.assistant(child.assistantId)),
      }),
    },
  };
}

export function assembleIssuedChild({ child, value }: IssuedChild): IssuedChildTokenResource {
  return { ...assembleChild(child), token: value };
}
