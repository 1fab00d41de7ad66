import type { Principal } from '../admission/principal.js';
import { payingTokenOf } from '../tokens/spend/calls/paying-token.js';

/** Values that columns of `chats` must have for the principal to see the chat. */
export type ChatScope = Readonly<Record<string, string>>;

/**
 * Users see their own chats. An assistant token sees the chats that it or its children started. A
 * child token sees the chats that it started, or only the chat that it is bound to.
 */
export function chatScopeOf({
  kind,
  credentialId,
  userId,
  assistant,
  child,
}: Principal): ChatScope {
  const ofUser = { user_id: userId };
  if (kind === 'session' || kind === 'personal') return ofUser;
  const ofAssistant = { ...ofUser, assistant_id: assistant?.id ?? '' };
  if (child === null) return { ...ofAssistant, token_id: credentialId };
  return child.chatId === null
    ? { ...ofAssistant, child_id: credentialId }
    : { ...ofAssistant, id: child.chatId };
}

/** The columns that record with which token the principal starts a chat. */
export function originOf(principal: Principal): {
  tokenId: string | null;
  childId: string | null;
} {
  const { credentialId, child } = principal;
  return { tokenId: payingTokenOf(principal), childId: child === null ? null : credentialId };
}
