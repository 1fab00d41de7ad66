import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { HalResource, Links } from '../../api/hal/hal.types.js';
import { paths } from '../../api/hal/links.js';
import { ApiLinks, CollectionOf } from '../../api/openapi/hal.schemas.js';
import { COUNT, CREATED_AT, ID, TIME, TIME_OR_NULL } from '../../api/openapi/properties.js';
import { ATTEMPT_ERRORS, DELIVERY_STATES, TEST_EVENT, WEBHOOK_EVENTS } from '../webhook.types.js';
import type { AttemptError, DeliveredEvent, DeliveryState } from '../webhook.types.js';
import { EXAMPLE_WEBHOOK_ID } from './webhook.resource.js';

const EXAMPLE_ID = '0198c1f3-11c2-7d0e-8a51-6a0c3d4e5f61';

@ApiSchema({ description: 'An attempt to send an event to the URL of a webhook.' })
export class DeliveryAttemptResource {
  @ApiProperty({ ...TIME, description: 'When the attempt began.' })
  at: string;

  @ApiProperty({
    type: 'integer',
    minimum: 100,
    nullable: true,
    description: 'The HTTP status of the response. Null if there was no response.',
    example: 503,
  })
  status: number | null;

  @ApiProperty({
    ...COUNT,
    description: 'How long the attempt took, in milliseconds.',
    example: 48,
  })
  durationMs: number;

  @ApiProperty({
    enum: ATTEMPT_ERRORS,
    enumName: 'AttemptError',
    nullable: true,
    description: 'Why the attempt failed. Null if it succeeded.',
    example: 'status',
  })
  error: AttemptError | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description:
      'The beginning of the response body, with secrets masked. Null if there was no response.',
    example: 'try later',
  })
  excerpt: string | null;
}

@ApiSchema({ description: 'The delivery of an event to a webhook.' })
export class WebhookDeliverySummaryResource implements HalResource {
  @ApiLinks(
    { self: paths.webhookDelivery(EXAMPLE_WEBHOOK_ID, EXAMPLE_ID) },
    {
      'inf:webhook': paths.webhook(EXAMPLE_WEBHOOK_ID),
      'inf:redeliver': paths.webhookRedeliver(EXAMPLE_WEBHOOK_ID, EXAMPLE_ID),
    },
  )
  _links: Links;

  @ApiProperty({
    ...ID,
    description: 'The id of the delivery. Every attempt sends it as the header `webhook-id`.',
    example: EXAMPLE_ID,
  })
  id: string;

  @ApiProperty({
    enum: [...WEBHOOK_EVENTS, TEST_EVENT],
    enumName: 'DeliveredEvent',
    description: 'The type of the event.',
    example: 'token.created',
  })
  event: DeliveredEvent;

  @ApiProperty({
    enum: DELIVERY_STATES,
    enumName: 'DeliveryState',
    example: 'pending',
    description:
      'The state of the delivery. The service no longer retries a `parked` delivery; `_redeliver` sends it again.',
  })
  state: DeliveryState;

  @ApiProperty({
    type: [DeliveryAttemptResource],
    description: 'The attempts, oldest first.',
  })
  attempts: DeliveryAttemptResource[];

  @ApiProperty({
    ...TIME_OR_NULL,
    description: 'When the next attempt is due. Null if no attempt is planned.',
  })
  nextAttemptAt: string | null;

  @ApiProperty({ ...CREATED_AT, description: 'When the delivery was created.' })
  createdAt: string;
}

@ApiSchema({ description: 'The delivery of an event to a webhook, with the data of the event.' })
export class WebhookDeliveryResource extends WebhookDeliverySummaryResource {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'The `data` of the event, as it is sent.',
    example: { tokenId: '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60' },
  })
  data: object;
}

@ApiSchema({ description: 'A page of deliveries.' })
export class WebhookDeliveryCollection extends CollectionOf({
  name: 'WebhookDeliveryCollection',
  relation: 'inf:webhook-delivery',
  item: WebhookDeliverySummaryResource,
  path: paths.webhookDeliveries(EXAMPLE_WEBHOOK_ID),
}) {}
