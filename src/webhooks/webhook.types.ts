import { TOKEN_EVENTS } from '../tokens/token-events.js';

export const WEBHOOK_EVENTS = [
  'chat.message.created',
  'chat.message.completed',
  ...TOKEN_EVENTS,
] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENTS)[number];

/** Sent only on request, whatever events the webhook subscribes to. */
export const TEST_EVENT = 'webhook.test';
export const DELIVERED_EVENTS = [...WEBHOOK_EVENTS, TEST_EVENT] as const;
export type DeliveredEvent = (typeof DELIVERED_EVENTS)[number];

/** `failing`: no attempt succeeded for three days. `gone`: the receiver answered 410. */
export const DISABLED_REASONS = ['failing', 'gone'] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];

export const DELIVERY_STATES = ['pending', 'delivered', 'parked'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One attempt to send an event to the receiver. */
export interface DeliveryAttempt {
  at: string;
  /** `null` if there was no response. */
  status: number | null;
  durationMs: number;
  /** `null` if the attempt succeeded. */
  error: AttemptError | null;
  /** The beginning of the response body; `null` if there was no response. */
  excerpt: string | null;
}

export const ATTEMPT_ERRORS = [
  'status',
  'redirect',
  'timeout',
  'connection_failed',
  'name_not_resolved',
  'address_not_allowed',
  'tls_failed',
  'invalid_response',
  'secret_unreadable',
  'webhook_disabled',
] as const;
export type AttemptError = (typeof ATTEMPT_ERRORS)[number];
