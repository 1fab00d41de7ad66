import { AiSeat } from '../../identity/seats/ai-seat.entity.js';
import { Assistant } from '../../assistants/assistant.entity.js';
import { AuditEvent } from '../../audit/audit-event.entity.js';
import { Chat } from '../../chats/chat.entity.js';
import { ChatMessage } from '../../chats/chat-message.entity.js';
import { ChildToken } from '../../tokens/children/child-token.entity.js';
import { IdempotencyRecord } from '../../api/idempotency/idempotency-record.entity.js';
import { NonceKey } from '../../admission/dpop/nonce-key.entity.js';
import { Owner } from '../../identity/users/owner.entity.js';
import { Session } from '../../identity/sessions/session.entity.js';
import { SigningKey } from '../../verification/oauth/signing-key.entity.js';
import { Team } from '../../identity/teams/team.entity.js';
import { TeamMember } from '../../identity/teams/team-member.entity.js';
import { Token } from '../../tokens/token.entity.js';
import { TokenSecret } from '../../tokens/secrets/token-secret.entity.js';
import { TokenUsage } from '../../tokens/usage/token-usage.entity.js';
import { UsageBatchRecord } from '../../tokens/usage/usage-batch-record.entity.js';
import { UsedProof } from '../../admission/dpop/used-proof.entity.js';
import { User } from '../../identity/users/user.entity.js';
import { Webhook } from '../../webhooks/webhook.entity.js';
import { WebhookDelivery } from '../../webhooks/webhook-delivery.entity.js';
import { WebhookSecret } from '../../webhooks/webhook-secret.entity.js';

export const entities = [
  AiSeat,
  Assistant,
  AuditEvent,
  Chat,
  ChatMessage,
  ChildToken,
  IdempotencyRecord,
  NonceKey,
  Owner,
  Session,
  SigningKey,
  Team,
  TeamMember,
  Token,
  TokenSecret,
  TokenUsage,
  UsageBatchRecord,
  UsedProof,
  User,
  Webhook,
  WebhookDelivery,
  WebhookSecret,
];
