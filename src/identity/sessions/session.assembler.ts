import { link, paths } from '../../api/hal/links.js';
import type { LoginResource, SessionResource } from './dto/session.resource.js';
import type { OpenedSession } from './login.service.js';
import { permittedLink } from '../../api/discovery/permitted-link.js';
import type { Principal } from '../../admission/principal.js';

export function assembleLogin({ user, secret, expiresAt }: OpenedSession): LoginResource {
  const { username, displayName, role } = user;
  return {
    user: { username, displayName, role },
    token: secret,
    expiresAt: expiresAt.toISOString(),
  };
}

/** Links only to what the credential reaches. */
export function assembleSession(principal: Principal): SessionResource {
  const { kind, credentialId, assistant, child, username, userKind } = principal;
  return {
    username,
    displayName: principal.displayName,
    role: principal.role,
    type: kind,
    tokenId: credentialId,
    assistantId: assistant?.naturalId ?? null,
    readOnly: principal.readOnly,
    seat: principal.seat,
    permissions: [...principal.permissions],
    expiresAt: principal.expiresAt?.toISOString() ?? null,
    _links: {
      self: link(paths.session()),
      ...permittedLink(principal, 'inf:log-out', 'logOut'),
      ...(userKind === 'user' && permittedLink(principal, 'inf:user', 'getUser', { username })),
      ...(kind !== 'session' &&
        permittedLink(principal, 'inf:token', 'getToken', { id: credentialId })),
      ...(assistant &&
        permittedLink(principal, 'inf:assistant', 'getAssistant', { id: assistant.naturalId })),
      ...(child?.chatId != null &&
        permittedLink(principal, 'inf:chat', 'getChat', { id: child.chatId })),
    },
  };
}
