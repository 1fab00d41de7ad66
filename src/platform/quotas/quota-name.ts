/** As clients and metrics see them. */
export const QUOTAS = {
  assistants: 'maxAssistantsPerOwner',
  active_tokens: 'maxActiveTokensPerUser',
  webhooks: 'maxWebhooksPerUser',
  chats: 'maxChatsPerUser',
  chat_bytes: 'maxBytesPerChat',
} as const;

export type QuotaName = keyof typeof QUOTAS;
