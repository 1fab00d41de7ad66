import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import { RequireSeat } from '../../admission/decorators/route-policy.decorators.js';
import type { Caller } from '../../admission/principal.js';
import { assembleCollection } from '../../api/hal/collection.js';
import { paths } from '../../api/hal/links.js';
import { toPageRequest } from '../../api/hal/page.query.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { DeliveriesService } from './deliveries.service.js';
import { ListDeliveriesQuery } from '../dto/list-deliveries.query.js';
import {
  WebhookDeliveryCollection,
  WebhookDeliveryResource,
} from '../dto/webhook-delivery.resource.js';
import { ApiDeliveryIds, ApiWebhookId } from '../webhook-id.parameter.js';
import { assembleDelivery, assembleDeliverySummary } from '../webhook.assembler.js';

@ApiTags('webhooks')
@Controller('webhooks/:id/deliveries')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Get()
  @RequireSeat()
  @ApiWebhookId()
  @ApiRoute({
    id: 'listWebhookDeliveries',
    summary: 'List deliveries',
    answers: {
      200: {
        description: 'A page of deliveries, newest first by default.',
        type: WebhookDeliveryCollection,
      },
    },
    errors: ['validation_failed', 'invalid_cursor', 'not_found', 'forbidden'],
  })
  async list(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: ListDeliveriesQuery,
  ) {
    return assembleCollection({
      relation: 'inf:webhook-delivery',
      path: paths.webhookDeliveries(id),
      query: { ...query },
      page: await this.deliveries.list(caller, id, query, toPageRequest(query)),
      assemble: (view) => assembleDeliverySummary(view, caller.principal),
    });
  }

  @Get(':deliveryId')
  @RequireSeat()
  @ApiDeliveryIds()
  @ApiRoute({
    id: 'getWebhookDelivery',
    summary: 'Read a delivery',
    answers: { 200: { description: 'The delivery.', type: WebhookDeliveryResource } },
    errors: ['not_found', 'forbidden'],
  })
  async get(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('deliveryId') deliveryId: string,
  ): Promise<WebhookDeliveryResource> {
    return assembleDelivery(await this.deliveries.get(caller, id, deliveryId), caller.principal);
  }

  @Post(':deliveryId/_redeliver')
  @HttpCode(202)
  @RequireSeat()
  @ApiDeliveryIds()
  @ApiRoute({
    id: 'redeliverWebhookDelivery',
    summary: 'Redeliver an event',
    description:
      'Sends the event again immediately, whatever the state of the delivery, with the same `webhook-id`. If that fails, the service retries over the next 24 hours.',
    answers: { 202: { description: 'The delivery is pending.', type: WebhookDeliveryResource } },
    errors: ['not_found', 'webhook_disabled'],
  })
  async redeliver(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('deliveryId') deliveryId: string,
  ): Promise<WebhookDeliveryResource> {
    return assembleDelivery(
      await this.deliveries.redeliver(caller, id, deliveryId),
      caller.principal,
    );
  }
}
