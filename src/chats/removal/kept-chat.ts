/**
 * SQL: neither the assistant nor the user of the chat was deleted. The chats of deleted ones are
 * removed later, and nobody may find them meanwhile.
 *
 * @param chat the alias of `chats`
 */
export const isKept = (chat: string) =>
  `NOT EXISTS (SELECT FROM chat_removals r WHERE r.id IN (${chat}.assistant_id, ${chat}.user_id))`;

/** @param message the alias of `chat_messages` */
export const isInKeptChat = (message: string) =>
  `EXISTS (SELECT FROM chats c WHERE c.id = ${message}.chat_id AND ${isKept('c')})`;
