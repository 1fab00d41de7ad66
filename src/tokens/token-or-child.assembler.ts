import type { Principal } from '../auth/principal.js';
import { assembleChild } from './children/child.assembler.js';
import type { ChildView } from './children/child-view.js';
import type { ChildTokenResource } from './children/dto/child-token.resource.js';
import type { TokenResource } from './dto/token.resource.js';
import { assembleToken } from './token.assembler.js';
import type { TokenView } from './token-views.js';

/** @param ref the identifier as the client wrote it */
export function assembleTokenOrChild(
  view: TokenView | ChildView,
  principal: Principal,
  ref: string,
): TokenResource | ChildTokenResource {
  return 'parentId' in view
    ? assembleChild(view, principal, ref)
    : assembleToken(view, principal, ref);
}
