import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
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
import { setPrincipalHeaders } from './principal-headers.js';
import { removeSecurityHeaders } from '../../api/http/security-headers.js';

@ApiTags('auth')
@Controller('auth')
export class ForwardAuthController {
  constructor(private readonly forwardAuth: ForwardAuthService) {}

  @Get('verify')
  @Header('Cache-Control', 'no-store')
  @ForwardAuth()
  @AssistantScoped({ assistantInQuery: 'assistantId' })
  @AllowChildren()
  @RequireSeat(
    (_body, { assistant }, { query }) => assistant !== null || query.assistantId !== undefined,
  )
  @ApiQuery({
    name: 'assistantId',
    required: false,
    description: 'The UUID or natural id of the assistant that the original request concerns.',
    schema: { ...ASSISTANT_REF_SCHEMA, example: 'team:sales-assistant' },
  })
  @ApiHeader({
    name: 'X-Original-Method',
    required: false,
    description: 'The method of the original request.',
    schema: { type: 'string', example: 'POST' },
  })
  @ApiHeader({
    name: 'X-Forwarded-Method',
    required: false,
    description:
      'The method of the original request. If you send several methods, all of them must be allowed.',
    schema: { type: 'string', example: 'POST' },
  })
  @ApiRoute({
    id: 'verifyRequest',
    summary: 'Verify a request',
    description: `Tells a gateway whether to let a request pass. For nginx \`auth_request\`, Traefik ForwardAuth and Envoy ext_authz. The gateway forwards the credential of the original request. Methods other than \`GET\` are accepted and count as the method of the original request. The service ignores the body.

The owner of an assistant token must have an AI seat. If you send \`assistantId\`, the user of any other credential must have an AI seat too and must be able to see that assistant. An assistant that the credential does not reach gets the same response as one that does not exist.`,
    answers: {
      200: {
        description: 'Let the request pass. The body is empty.',
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
  async verify(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const principal = principalOf(request);
    await this.forwardAuth.requireReach(principal, request);
    setPrincipalHeaders(response, principal);
    removeSecurityHeaders(response);
  }
}
