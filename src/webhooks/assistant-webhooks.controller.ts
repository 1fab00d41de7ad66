import { Body, Controller, Get, Header, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAssistantId } from '../assistants/assistant-id.parameter.js';
import { CurrentCaller } from '../admission/decorators/caller.decorator.js';
import { RequireSeat } from '../admission/decorators/route-policy.decorators.js';
import type { Caller } from '../admission/principal.js';
import { Tagged } from '../api/conditional/tagged.decorator.js';
import { assembleCollection } from '../api/hal/collection.js';
import { paths } from '../api/hal/links.js';
import { PageQuery, toPageRequest } from '../api/hal/page.query.js';
import { Idempotent } from '../api/idempotency/idempotent.decorator.js';
import type { IdempotentCall } from '../api/idempotency/idempotent-call.js';
import { ApiRoute } from '../api/openapi/api-route.decorator.js';
import { CreateWebhookDto } from './dto/create-webhook.dto.js';
import { IssuedWebhookResource, WebhookCollection } from './dto/webhook.resource.js';
import { assembleIssuedWebhook, assembleWebhook } from './webhook.assembler.js';
import { webhookState } from './webhook.state.js';
import { WebhooksService } from './webhooks.service.js';

@ApiTags('webhooks')
@Controller('assistants/:id/webhooks')
export class AssistantWebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Get()
  @RequireSeat()
  @ApiAssistantId()
  @ApiRoute({
    id: 'listWebhooks',
    summary: 'List webhooks',
    answers: { 200: { description: 'A page of webhooks, newest first.', type: WebhookCollection } },
    errors: ['validation_failed', 'invalid_cursor', 'not_found', 'forbidden'],
  })
  async list(@CurrentCaller() caller: Caller, @Param('id') id: string, @Query() query: PageQuery) {
    return assembleCollection({
      relation: 'inf:webhook',
      path: paths.assistantWebhooks(id),
      query: { ...query },
      page: await this.webhooks.list(caller, id, toPageRequest(query)),
      assemble: (webhook) => assembleWebhook(webhook, caller.principal),
    });
  }

  @Post()
  @Tagged(webhookState)
  @Header('Cache-Control', 'no-store')
  @RequireSeat()
  @ApiAssistantId()
  @ApiRoute({
    id: 'createWebhook',
    summary: 'Create a webhook',
    description:
      'Creates a webhook. The response contains, only this once, the secret that signs the requests to your URL (Standard Webhooks).',
    answers: {
      201: {
        description: 'The new webhook.',
        type: IssuedWebhookResource,
        headers: ['Location', 'Cache-Control'],
      },
    },
    errors: ['validation_failed', 'not_found', 'too_many_webhooks', 'quota_exceeded'],
  })
  async create(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() dto: CreateWebhookDto,
    @Idempotent() call: IdempotentCall,
  ): Promise<IssuedWebhookResource> {
    return call.run(async (reservation) =>
      assembleIssuedWebhook(
        await this.webhooks.create(caller, id, dto, reservation),
        caller.principal,
      ),
    );
  }
}
