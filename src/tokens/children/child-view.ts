import type { TokenRights } from '../access/token-rights.js';
import type { Token } from '../token.entity.js';
import type { TokenStatus } from '../../admission/credentials/token.types.js';
import type { SuspensionReason } from '../suspension/suspension.js';
import { endOfChild, statusOfChild } from './child-status.js';
import type { ParentState } from './child-status.js';
import type { ChildToken } from './child-token.entity.js';

/** A child token with the properties that it has from its parent. */
export interface ChildView extends Pick<
  ChildToken,
  | 'id'
  | 'hint'
  | 'label'
  | 'data'
  | 'readOnly'
  | 'cidr'
  | 'rateLimitPerMinute'
  | 'chatId'
  | 'jkt'
  | 'createdAt'
  | 'expiresAt'
  | 'revokedAt'
  | 'leakedAt'
  | 'lastUsedAt'
  | 'lastUsedAddress'
> {
  parentId: string;
  /** Natural id. */
  assistantId: string | null;
  /** `null` if the assistant was deleted. */
  assistantUuid: string | null;
  username: string;
  host: string | null;
  status: TokenStatus;
  /** Of its parent. */
  suspension: SuspensionReason | null;
  rights: ChildRights;
}

export type ChildRights = Pick<TokenRights, 'revoke' | 'readAssistant'>;

/** A new child token with its value, for the response to the request that created it. */
export interface IssuedChild {
  child: ChildView;
  value: string;
}

export function viewOf(
  child: ChildToken,
  parent: Token,
  rights: ChildRights,
  state: ParentState,
  now: Date,
): ChildView {
  return {
    ...child,
    readOnly: child.readOnly || parent.readOnly,
    expiresAt: endOfChild(child, state),
    parentId: parent.id,
    assistantId: parent.assistant?.naturalId ?? parent.deletedAssistant,
    assistantUuid: parent.assistantId,
    username: parent.username,
    host: parent.host,
    status: statusOfChild(child, state, now),
    suspension: parent.suspension,
    rights,
  };
}
