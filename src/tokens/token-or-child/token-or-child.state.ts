import type { StateOf } from '../../api/conditional/state.js';
import { childState } from '../children/child.state.js';
import type { ChildTokenResource } from '../children/dto/child-token.resource.js';
import type { TokenResource } from '../dto/token.resource.js';
import { tokenState } from '../token.state.js';

export const tokenOrChildState: StateOf<TokenResource | ChildTokenResource> = (token) =>
  'parentId' in token ? childState(token) : tokenState(token);
