import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ASSISTANT_NATURAL_ID_SCHEMA } from '../../platform/ids/natural-id.js';
import type { HalResource, Links } from '../../api/hal/hal.types.js';
import { paths } from '../../api/hal/links.js';
import { ApiReplayNotice } from '../../api/idempotency/replay-notice.js';
import { ApiLinks, CollectionOf } from '../../api/openapi/hal.schemas.js';
import {
  CREATED_AT,
  ID,
  SECRET_VERSION,
  TIME_OR_NULL,
  UPDATED_AT,
} from '../../api/openapi/properties.js';
import { DISABLED_REASONS, WEBHOOK_EVENTS } from '../webhook.types.js';
import type { DisabledReason, WebhookEventType } from '../webhook.types.js';

export const EXAMPLE_WEBHOOK_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';

@ApiSchema({ description: 'A version of the signing secret.' })
export class WebhookSecretResource {
  @ApiProperty(SECRET_VERSION)
  version: number;

  @ApiProperty(CREATED_AT)
  createdAt: string;

  @ApiProperty({
    ...TIME_OR_NULL,
    readOnly: true,
    description: 'When the overlap of this version ends. Null for the current version.',
    example: null,
  })
  retiresAt: string | null;
}

@ApiSchema({ description: 'A webhook: a URL that receives the events of an assistant.' })
export class WebhookResource implements HalResource {
  @ApiLinks(
    { self: paths.webhook(EXAMPLE_WEBHOOK_ID) },
    {
      edit: paths.webhook(EXAMPLE_WEBHOOK_ID),
      'inf:delete': paths.webhook(EXAMPLE_WEBHOOK_ID),
      'inf:assistant': paths.assistant('team:sales-assistant'),
      'inf:webhook-deliveries': paths.webhookDeliveries(EXAMPLE_WEBHOOK_ID),
      'inf:rotate': paths.webhookRotate(EXAMPLE_WEBHOOK_ID),
      'inf:test': paths.webhookTest(EXAMPLE_WEBHOOK_ID),
    },
  )
  _links: Links;

  @ApiProperty({ ...ID, example: EXAMPLE_WEBHOOK_ID })
  id: string;

  @ApiProperty({
    ...ASSISTANT_NATURAL_ID_SCHEMA,
    readOnly: true,
    description: 'The natural id of the assistant.',
  })
  assistantId: string;

  @ApiProperty({
    format: 'uri',
    description: 'The URL that receives the events.',
    example: 'https://crm.example.com/hooks/assistant',
  })
  url: string;

  @ApiProperty({
    enum: WEBHOOK_EVENTS,
    enumName: 'SubscribedEvent',
    isArray: true,
    description: 'The events to send.',
    example: ['chat.message.completed', 'token.revoked'],
  })
  events: WebhookEventType[];

  @ApiProperty({ description: 'A description of the webhook.', example: 'Tells the CRM' })
  description: string;

  @ApiProperty({ description: 'Whether the service sends events.', example: true })
  enabled: boolean;

  @ApiProperty({
    enum: DISABLED_REASONS,
    enumName: 'DisabledReason',
    nullable: true,
    readOnly: true,
    description:
      'Why the service disabled the webhook. `failing`: no attempt succeeded for three days. `gone`: the receiver answered 410. Null if the service did not disable it.',
    example: null,
  })
  disabledReason: DisabledReason | null;

  @ApiProperty({
    ...TIME_OR_NULL,
    readOnly: true,
    description: 'Since when every attempt has failed. Null if the last attempt succeeded.',
    example: null,
  })
  failingSince: string | null;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    readOnly: true,
    description: 'The version of the current secret.',
    example: 1,
  })
  secretVersion: number;

  @ApiProperty({
    type: [WebhookSecretResource],
    readOnly: true,
    description: 'The secrets that sign requests now, newest first.',
  })
  secrets: WebhookSecretResource[];

  @ApiProperty(CREATED_AT)
  createdAt: string;

  @ApiProperty(UPDATED_AT)
  updatedAt: string;
}

@ApiSchema({ description: 'A webhook with its new secret.' })
export class IssuedWebhookResource extends WebhookResource {
  @ApiProperty({
    pattern: '^whsec_([0-9A-Za-z+/]{43}=|…)$',
    description:
      'The signing secret. Only this response contains it: a replayed response (`Idempotency-Replayed`) contains `whsec_…` instead.',
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAAAAAAAAAAA=',
  })
  secret: string;

  @ApiReplayNotice()
  notice?: string;
}

@ApiSchema({ description: 'A page of webhooks.' })
export class WebhookCollection extends CollectionOf({
  name: 'WebhookCollection',
  relation: 'inf:webhook',
  item: WebhookResource,
  path: paths.assistantWebhooks('team:sales-assistant'),
}) {}
