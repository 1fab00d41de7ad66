import { permittedLink } from '../api/discovery/permitted-link.js';
import type { Principal } from '../admission/principal.js';
import type { Links } from '../api/hal/hal.types.js';
import { link, paths } from '../api/hal/links.js';
import { findRotationRefusal } from './access/token-rights.js';
import { statusOf } from './token.entity.js';
import type { TokenView } from './token-views.js';

/**
 * Links to the operations that this caller can perform on the token now.
 *
 * @param ref the id from the request: the links use the same form
 */
export function linksOf(view: TokenView, principal: Principal, ref: string): Links {
  const { token, rights, now } = view;
  const toToken = { id: ref };
  const status = statusOf(token, now);
  return {
    self: link(paths.token(ref)),
    ...(rights.manage && permittedLink(principal, 'edit', 'updateToken', toToken)),
    ...(rights.revoke &&
      status !== 'revoked' &&
      permittedLink(principal, 'inf:revoke', 'revokeToken', toToken)),
    ...(token.assistant &&
      rights.readAssistant &&
      permittedLink(principal, 'inf:assistant', 'getAssistant', {
        id: token.assistant.naturalId,
      })),
    ...permittedLink(principal, 'inf:usage', 'getTokenUsage', toToken),
    ...(rights.rotate &&
      status === 'active' &&
      findRotationRefusal(principal, token) === null &&
      permittedLink(principal, 'inf:rotate', 'rotateToken', toToken)),
    ...(token.type === 'assistant' && familyLinksOf(view, principal, ref)),
  };
}

/** Only the token itself can derive children. */
function familyLinksOf(
  { token, rights, now }: TokenView,
  principal: Principal,
  ref: string,
): Links {
  const toToken = { id: ref };
  const isActive = statusOf(token, now) === 'active';
  return {
    ...permittedLink(principal, 'inf:children', 'listChildTokens', toToken),
    ...(rights.revoke &&
      isActive &&
      permittedLink(principal, 'inf:revoke-children', 'revokeChildTokens', toToken)),
    ...(principal.credentialId === token.id &&
      isActive &&
      permittedLink(principal, 'inf:derive', 'deriveToken')),
  };
}
