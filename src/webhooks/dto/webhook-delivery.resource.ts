import { ApiProperty } from '@nestjs/swagger';
import type { HalResource, Links } from '../../hal/hal.types.js';
import { paths } from '../../hal/links.js';
import { ApiLinks, CollectionOf } from '../../openapi/hal.schemas.js';
import { ATTEMPT_ERRORS, DELIVERY_STATES, TEST_EVENT, WEBHOOK_EVENTS } from '../webhook.types.js';
import type { AttemptError, DeliveredEvent, DeliveryState } from '../webhook.types.js';
import { EXAMPLE_WEBHOOK_ID } from './webhook.resource.js';

const EXAMPLE_ID = '0198c1f3-11c2-7d0e-8a51-6a0c3d4e5f61';

export class DeliveryAttemptResource {
  @ApiProperty({ format: 'date-time' })
  at: string;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Of the answer; null where there was none.',
    example: 503,
  })
  status: number | null;

  @ApiProperty({ type: 'integer', minimum: 0, example: 48 })
  durationMs: number;

  @ApiProperty({
    type: 'string',
    enum: [...ATTEMPT_ERRORS, null],
    nullable: true,
    description: 'Why it failed; null: it succeeded.',
    example: 'status',
  })
  error: AttemptError | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The beginning of the answer, secrets masked; null where there was none.',
    example: 'try later',
  })
  excerpt: string | null;
}

export class WebhookDeliverySummaryResource implements HalResource {
  @ApiLinks({
    self: paths.webhookDelivery(EXAMPLE_WEBHOOK_ID, EXAMPLE_ID),
    'inf:webhook': paths.webhook(EXAMPLE_WEBHOOK_ID),
    'inf:redeliver': paths.webhookRedeliver(EXAMPLE_WEBHOOK_ID, EXAMPLE_ID),
  })
  _links: Links;

  @ApiProperty({
    format: 'uuid',
    description: 'The `webhook-id` header of every attempt.',
    example: EXAMPLE_ID,
  })
  id: string;

  @ApiProperty({ enum: [...WEBHOOK_EVENTS, TEST_EVENT], example: 'token.created' })
  event: DeliveredEvent;

  @ApiProperty({
    enum: DELIVERY_STATES,
    enumName: 'DeliveryState',
    description: '`parked`: given up; `_redeliver` sends it again.',
  })
  state: DeliveryState;

  @ApiProperty({ type: [DeliveryAttemptResource], description: 'Oldest first.' })
  attempts: DeliveryAttemptResource[];

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  nextAttemptAt: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class WebhookDeliveryResource extends WebhookDeliverySummaryResource {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'The `data` of what is sent.',
  })
  data: object;
}

export class WebhookDeliveryCollection extends CollectionOf({
  name: 'WebhookDeliveryCollection',
  relation: 'inf:webhook-delivery',
  item: WebhookDeliverySummaryResource,
  path: paths.webhookDeliveries(EXAMPLE_WEBHOOK_ID),
}) {}
