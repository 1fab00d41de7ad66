import { assembleChild } from './children/child.assembler.js';
import type { ChildView } from './children/child-view.js';
import type { ChildTokenResource } from './children/dto/child-token.resource.js';
import type { TokenResource } from './dto/token.resource.js';
import { assembleToken } from './token.assembler.js';
import type { TokenView } from './token-views.js';

/** @param ref the identifier as the client wrote it */
export function assembleTokenOrChild(
  view: TokenView | ChildView,
  ref: string,
): TokenResource | ChildTokenResource {
  return 'parentId' in view ? assembleChild(view, ref) : assembleToken(view, ref);
}
