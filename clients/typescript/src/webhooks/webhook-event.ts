import type { Schemas } from '../schema/operation-types.js';

interface Told<Type extends string, Data> {
  type: Type;
  /** When it happened. Events do not always come in that order. */
  timestamp: string;
  data: Data;
}

interface OfAssistant {
  /** The natural id. */
  assistantId: string;
}

interface OfToken extends OfAssistant {
  tokenId: string;
  username: string;
  notes: string;
  /** The masked hint. */
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
  /** With what the receiver reads the chat, and posts its result; left out when the chat is gone. */
  callback?: { url: string; token: string; expiresAt: string };
}

/** What webhooks are told. A newer service may tell more: keep a default branch. */
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
