import type { Principal } from '../../admission/principal.js';
import type { StateOf } from '../../api/conditional/state.js';
import { childState } from '../children/child.state.js';
import { assembleChild } from '../children/child.assembler.js';
import type { ChildView } from '../children/child-view.js';
import type { ChildTokenResource } from '../children/dto/child-token.resource.js';
import { assembleEmbedded } from '../embedding/embedded.assembler.js';
import type { TokenResource } from '../dto/token.resource.js';
import type { TokenEmbeds } from '../embedding/token-embeds.js';
import { assembleToken } from '../token.assembler.js';
import { tokenState } from '../token.state.js';
import type { TokenView } from '../token-views.js';

/** @param ref the id from the request: the links use the same form */
export function assembleTokenOrChild(
  view: TokenView | ChildView,
  embeds: TokenEmbeds,
  ref: string,
): TokenResource | ChildTokenResource {
  const { principal } = embeds;
  return 'parentId' in view
    ? {
        ...assembleChild(view, principal, ref),
        ...assembleEmbedded(view.assistantUuid, embeds),
      }
    : {
        ...assembleToken(view, principal, ref),
        ...assembleEmbedded(view.token.assistantId, embeds),
      };
}

/** Without embedded resources. */
export function assembleFoundToken(
  view: TokenView | ChildView,
  principal: Principal,
): TokenResource | ChildTokenResource {
  return 'parentId' in view ? assembleChild(view, principal) : assembleToken(view, principal);
}

export const tokenOrChildState: StateOf<TokenResource | ChildTokenResource> = (token) =>
  'parentId' in token ? childState(token) : tokenState(token);
