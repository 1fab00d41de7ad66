import { permittedLink } from '../api/discovery/permitted-link.js';
import type { Principal } from '../admission/principal.js';
import type { Links } from '../api/hal/hal.types.js';
import { link, paths } from '../api/hal/links.js';
import { outlastsResuming } from './policies/compliance/judged-rules.js';
import { findRotationRefusal } from './access/token-rights.js';
import { isEnded, statusOf } from '../admission/credentials/token-status.js';
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
    ...(rights.pause &&
      !isEnded(status) &&
      token.type === 'assistant' &&
      permittedLink(principal, 'inf:transfer', 'transferTokens')),
    ...(token.assistant &&
      rights.readAssistant &&
      permittedLink(principal, 'inf:assistant', 'getAssistant', {
        id: token.assistant.naturalId,
      })),
    ...permittedLink(principal, 'inf:usage', 'getTokenUsage', toToken),
    ...(rights.budget && permittedLink(principal, 'inf:budget', 'getTokenBudget', toToken)),
    ...permittedLink(principal, 'inf:explain', 'explainToken', toToken),
    // A token that pauses itself cannot resume itself, so no link suggests it.
    ...(rights.pause &&
      status === 'active' &&
      principal.credentialId !== token.id &&
      permittedLink(principal, 'inf:pause', 'pauseToken', toToken)),
    ...(rights.pause &&
      status === 'paused' &&
      !isKeptPaused(token) &&
      permittedLink(principal, 'inf:resume', 'resumeToken', toToken)),
    ...(rights.rotate &&
      !isEnded(status) &&
      findRotationRefusal(principal, token) === null &&
      permittedLink(principal, 'inf:rotate', 'rotateToken', toToken)),
    ...(token.type === 'assistant' && familyLinksOf(view, principal, ref)),
  };
}

function isKeptPaused({ pauseCause, noncompliance }: TokenView['token']): boolean {
  const broken = Object.keys(noncompliance?.rules ?? {});
  return pauseCause === 'policy' && broken.some(outlastsResuming);
}

/** Only the token itself can derive children. */
function familyLinksOf(
  { token, rights, now }: TokenView,
  principal: Principal,
  ref: string,
): Links {
  const toToken = { id: ref };
  const isLive = !isEnded(statusOf(token, now));
  return {
    ...permittedLink(principal, 'inf:children', 'listChildTokens', toToken),
    ...(rights.revoke &&
      isLive &&
      permittedLink(principal, 'inf:revoke-children', 'revokeChildTokens', toToken)),
    ...(principal.credentialId === token.id &&
      isLive &&
      permittedLink(principal, 'inf:derive', 'deriveToken')),
  };
}
