import type { Schemas } from '../schema/operation-types.js';

interface Told<Type extends string, Data> {
  type: Type;
  /** The time of the event. Events may arrive in another order. */
  timestamp: string;
  data: Data;
}

interface OfAssistant {
  /** The natural id of the assistant. */
  assistantId: string;
}

interface OfToken extends OfAssistant {
  tokenId: string;
  username: string;
  notes: string;
  /** The masked value. */
  token: string;
}

interface OfMessage extends OfAssistant {
  chatId: string;
  messageId: string;
  position: number;
  role: Schemas['MessageRole'];
  status: Schemas['MessageStatus'];
  model: string | null;
  errorCode: string | null;
  /** The token to read the chat and to post a result. Absent when the chat was deleted. */
  callback?: { url: string; token: string; expiresAt: string };
}

/** All events. A newer service may send others, so keep a default branch. */
export type WebhookEvent =
  | Told<'chat.message.created' | 'chat.message.completed', OfMessage>
  | Told<'token.created', OfToken>
  | Told<'token.rotated', OfToken & { secretVersion: number; previousRetiresAt: string }>
  | Told<'token.revoked', OfToken & { reason: string }>
  | Told<
      'token.reused',
      OfToken & { secretVersion: number; address: string; onReuse: Schemas['OnReuse'] }
    >
  | Told<'token.expiring', OfToken & { expiresAt: string }>
  | Told<'webhook.test', OfAssistant & { webhookId: string }>;
