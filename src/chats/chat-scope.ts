import type { Principal } from '../admission/principal.js';

/** Columns of `chats`, and what each must be for the principal to see the chat. */
export type ChatScope = Readonly<Record<string, string>>;

/**
 * A user sees their own chats; an assistant token those that it or its children started; a child
 * those that it started, or the one it is bound to.
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

/** What a chat started by the principal says of that. */
export function originOf({ kind, credentialId, child }: Principal): {
  tokenId: string | null;
  childId: string | null;
} {
  if (child !== null) return { tokenId: child.parentId, childId: credentialId };
  return { tokenId: kind === 'session' ? null : credentialId, childId: null };
}
