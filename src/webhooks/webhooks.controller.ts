import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Patch,
  Post,
} from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../admission/decorators/caller.decorator.js';
import { RequireSeat } from '../admission/decorators/route-policy.decorators.js';
import type { Caller } from '../admission/principal.js';
import { IfMatch } from '../api/conditional/if-match.decorator.js';
import type { Precondition } from '../api/conditional/precondition.js';
import { Tagged } from '../api/conditional/tagged.decorator.js';
import { ApiRoute } from '../api/openapi/api-route.decorator.js';
import { RotateTokenDto } from '../tokens/dto/rotate-token.dto.js';
import { DeliveriesService } from './deliveries/deliveries.service.js';
import { UpdateWebhookDto } from './dto/update-webhook.dto.js';
import { WebhookDeliveryResource } from './dto/webhook-delivery.resource.js';
import { IssuedWebhookResource, WebhookResource } from './dto/webhook.resource.js';
import { ApiWebhookId } from './webhook-id.parameter.js';
import { assembleDelivery, assembleIssuedWebhook, assembleWebhook } from './webhook.assembler.js';
import { webhookState } from './webhook.state.js';
import { WebhooksService } from './webhooks.service.js';

@ApiTags('webhooks')
@Controller('webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly deliveries: DeliveriesService,
  ) {}

  @Get(':id')
  @Tagged(webhookState)
  @RequireSeat()
  @ApiWebhookId()
  @ApiRoute({
    id: 'getWebhook',
    summary: 'Read a webhook',
    answers: { 200: { description: 'The webhook.', type: WebhookResource } },
    errors: ['not_found', 'forbidden'],
  })
  async get(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<WebhookResource> {
    return assembleWebhook(await this.webhooks.get(caller, id), caller.principal);
  }

  @Patch(':id')
  @Tagged(webhookState)
  @RequireSeat()
  @ApiWebhookId()
  @ApiRoute({
    id: 'updateWebhook',
    summary: 'Update a webhook',
    description:
      'Updates a webhook. While a webhook is disabled, the service sends nothing and refuses its callback tokens. Enabling it clears `disabledReason` and `failingSince`.',
    answers: { 200: { description: 'The webhook.', type: WebhookResource } },
    errors: ['validation_failed', 'not_found'],
  })
  async update(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() dto: UpdateWebhookDto,
    @IfMatch() precondition: Precondition,
  ): Promise<WebhookResource> {
    return assembleWebhook(
      await this.webhooks.update(caller, id, dto, precondition),
      caller.principal,
    );
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireSeat()
  @ApiWebhookId()
  @ApiRoute({
    id: 'deleteWebhook',
    summary: 'Delete a webhook',
    description:
      'Deletes the webhook. Pending deliveries are not sent any more, and its callback tokens stop working.',
    answers: { 204: { description: 'The webhook was deleted.' } },
    errors: ['not_found'],
  })
  async delete(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @IfMatch() precondition: Precondition,
  ): Promise<void> {
    await this.webhooks.delete(caller, id, precondition);
  }

  @Post(':id/_rotate')
  @Tagged(webhookState)
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @RequireSeat()
  @ApiWebhookId()
  @ApiBody({ type: RotateTokenDto, required: false })
  @ApiRoute({
    id: 'rotateWebhookSecret',
    summary: 'Rotate the signing secret',
    description:
      'Creates a new signing secret. The response contains it only this once. Until the overlap ends, requests carry a signature of the previous secret too.',
    answers: {
      200: {
        description: 'The webhook with its new secret.',
        type: IssuedWebhookResource,
        headers: ['Cache-Control'],
      },
    },
    errors: ['validation_failed', 'not_found', 'version_conflict'],
  })
  async rotate(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() dto: RotateTokenDto,
    @IfMatch() precondition: Precondition,
  ): Promise<IssuedWebhookResource> {
    return assembleIssuedWebhook(
      await this.webhooks.rotate(caller, id, dto, precondition),
      caller.principal,
    );
  }

  @Post(':id/_test')
  @HttpCode(202)
  @RequireSeat()
  @ApiWebhookId()
  @ApiRoute({
    id: 'testWebhook',
    summary: 'Send a test event',
    description: 'Sends an event of the type `webhook.test`, like any other event.',
    answers: {
      202: { description: 'The delivery is pending.', type: WebhookDeliveryResource },
    },
    errors: ['not_found', 'webhook_disabled'],
  })
  async test(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
  ): Promise<WebhookDeliveryResource> {
    return assembleDelivery(await this.deliveries.test(caller, id), caller.principal);
  }
}
