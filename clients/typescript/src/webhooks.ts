export { verifyWebhook, WebhookVerificationError } from './webhooks/verify-webhook.js';
export type { ReceivedWebhook, VerifiedWebhook, WebhookFault } from './webhooks/verify-webhook.js';
export type { WebhookEvent } from './webhooks/webhook-event.js';
