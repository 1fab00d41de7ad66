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
  /** Absent in events of older services. */
  name?: string;
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
  /** Absent in events of older services. */
  finishReason?: Schemas['FinishReason'] | null;
  errorCode: string | null;
  /** The token to read the chat and to post a result. Absent when the chat was deleted. */
  callback?: { url: string; token: string; expiresAt: string };
}

interface OfBudget extends OfAssistant {
  layer: Schemas['BudgetLayer'];
  /** The token with this budget. Null for the budget of an assistant or an owner. */
  tokenId: string | null;
  modelTokens: number;
  period: Schemas['BudgetPeriod'];
  /** A percentage. */
  warnAt: number;
  /** Model tokens in this period. */
  used: number;
  /** When the next period begins. */
  resetsAt: string;
}

/** All events. A newer service may send others, so keep a default branch. */
export type WebhookEvent =
  | Told<'chat.message.created' | 'chat.message.completed', OfMessage>
  | Told<'token.created', OfToken>
  | Told<'token.rotated', OfToken & { secretVersion: number; previousRetiresAt: string }>
  | Told<'token.revoked', OfToken & { reason: string }>
  | Told<'token.paused', OfToken & { reason: string | null; cause: 'user' | 'policy' | 'leak' }>
  | Told<'token.resumed', OfToken>
  | Told<'token.transferred', OfToken & { previousUsername: string }>
  | Told<
      'token.reused',
      OfToken & { secretVersion: number; address: string; onReuse: Schemas['OnReuse'] }
    >
  | Told<
      'token.leaked',
      OfToken & {
        /** The version that leaked. Absent for a child token. */
        secretVersion?: number;
        /** The child token that leaked. */
        childId?: string;
        source: string | null;
        /** Where it was found. */
        url: string | null;
        action: string;
      }
    >
  | Told<'token.expiring', OfToken & { expiresAt: string }>
  | Told<'budget.warning', OfBudget>
  | Told<'webhook.test', OfAssistant & { webhookId: string }>;
