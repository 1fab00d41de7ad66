import { ApiProperty } from '@nestjs/swagger';
import type { HalResource, Links } from '../../hal/hal.types.js';
import { paths } from '../../hal/links.js';
import { ApiValueNotice } from '../../idempotency/value-notice.js';
import { ApiLinks, CollectionOf } from '../../openapi/hal.schemas.js';
import { DISABLED_REASONS, WEBHOOK_EVENTS } from '../webhook.types.js';
import type { DisabledReason, WebhookEventType } from '../webhook.types.js';

export const EXAMPLE_WEBHOOK_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
const TIME_OR_NULL = { type: 'string', format: 'date-time', nullable: true } as const;

export class WebhookSecretResource {
  @ApiProperty({ type: 'integer', minimum: 1 })
  version: number;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ ...TIME_OR_NULL, description: 'Until when it signs too; null: it is current.' })
  retiresAt: string | null;
}

export class WebhookResource implements HalResource {
  @ApiLinks({
    self: paths.webhook(EXAMPLE_WEBHOOK_ID),
    'inf:assistant': paths.assistant('team:sales-assistant'),
    'inf:webhook-deliveries': paths.webhookDeliveries(EXAMPLE_WEBHOOK_ID),
    'inf:rotate': paths.webhookRotate(EXAMPLE_WEBHOOK_ID),
    'inf:test': paths.webhookTest(EXAMPLE_WEBHOOK_ID),
  })
  _links: Links;

  @ApiProperty({ format: 'uuid', example: EXAMPLE_WEBHOOK_ID })
  id: string;

  @ApiProperty({ description: 'Natural id of the assistant.', example: 'team:sales-assistant' })
  assistantId: string;

  @ApiProperty({ example: 'https://crm.example.com/hooks/assistant' })
  url: string;

  @ApiProperty({ enum: WEBHOOK_EVENTS, enumName: 'WebhookEvent', isArray: true })
  events: WebhookEventType[];

  @ApiProperty({ example: 'Tells the CRM' })
  description: string;

  @ApiProperty()
  enabled: boolean;

  @ApiProperty({
    type: 'string',
    enum: [...DISABLED_REASONS, null],
    nullable: true,
    description:
      'Why the service disabled it: `failing`: no attempt succeeded for three days; `gone`: the receiver answered 410.',
    example: null,
  })
  disabledReason: DisabledReason | null;

  @ApiProperty({
    ...TIME_OR_NULL,
    description: 'Since when every attempt has failed; null: the last one succeeded.',
    example: null,
  })
  failingSince: string | null;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The current secret.' })
  secretVersion: number;

  @ApiProperty({
    type: [WebhookSecretResource],
    description: 'Those that sign, newest first.',
  })
  secrets: WebhookSecretResource[];

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class IssuedWebhookResource extends WebhookResource {
  @ApiProperty({
    pattern: '^whsec_([0-9A-Za-z+/]{43}=|…)$',
    description:
      'The secret that signs what is sent, here and never again: in an answer that is given again (`Idempotency-Replayed`) it is `whsec_…`.',
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAAAAAAAAAAA=',
  })
  secret: string;

  @ApiValueNotice()
  notice?: string;
}

export class WebhookCollection extends CollectionOf({
  name: 'WebhookCollection',
  relation: 'inf:webhook',
  item: WebhookResource,
  path: paths.assistantWebhooks('team:sales-assistant'),
}) {}
