import { Controller, Get, Req } from '@nestjs/common';
import { ApiHeader, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { ASSISTANT_REF_SCHEMA } from '../../assistants/assistant-ref.js';
import { principalOf } from '../../admission/decorators/caller.decorator.js';
import {
  AllowChildren,
  AssistantScoped,
  ForwardAuth,
  RequireSeat,
} from '../../admission/decorators/route-policy.decorators.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { ForwardAuthService } from './forward-auth.service.js';
import type { HeadersOnly } from '../../api/http/headers-only.js';

@ApiTags('auth')
@Controller('auth')
export class ForwardAuthController {
  constructor(private readonly forwardAuth: ForwardAuthService) {}

  @Get('verify')
  @ForwardAuth()
  @AssistantScoped({ assistantInQuery: 'assistantId' })
  @AllowChildren()
  @RequireSeat(
    (_body, { assistant }, { query }) => assistant !== null || query.assistantId !== undefined,
  )
  @ApiQuery({
    name: 'assistantId',
    required: false,
    description: 'UUID or natural id of the assistant that the request is about.',
    schema: { ...ASSISTANT_REF_SCHEMA, example: 'team:sales-assistant' },
  })
  @ApiHeader({
    name: 'X-Original-Method',
    required: false,
    description: 'The method of the request that the gateway asks about.',
    schema: { type: 'string', example: 'POST' },
  })
  @ApiHeader({
    name: 'X-Forwarded-Method',
    required: false,
    description: 'The same. Of several methods that are told, every one must be allowed.',
    schema: { type: 'string', example: 'POST' },
  })
  @ApiRoute({
    id: 'verifyRequest',
    summary: 'May this request pass?',
    description: `For gateways (nginx \`auth_request\`, Traefik ForwardAuth, Envoy ext_authz), which send on the credential of a request that they hold back. Other methods than \`GET\` are taken too, as that of the request asked about; a body is ignored.

An assistant token needs an AI seat of its owner; any other credential does where \`assistantId\` is named, and must see that assistant. An assistant out of reach is refused alike whether it exists or not.`,
    answers: {
      200: {
        description: 'It may; the body is empty.',
        headers: [
          'X-Auth-Username',
          'X-Auth-Token-Id',
          'X-Auth-Type',
          'X-Auth-Assistant-Id',
          'X-Auth-Read-Only',
          'Cache-Control',
        ],
      },
    },
    errors: ['insufficient_scope', 'read_only', 'forbidden', 'seat_required'],
  })
  verify(@Req() request: Request): HeadersOnly | Promise<HeadersOnly> {
    return this.forwardAuth.verify(principalOf(request), request);
  }
}
