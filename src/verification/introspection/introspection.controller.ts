import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import {
  AcceptsClientAuthentication,
  RequirePermission,
} from '../../admission/decorators/route-policy.decorators.js';
import type { Caller } from '../../admission/principal.js';
import { OwnOrigin } from '../../api/http/own-origin.js';
import { JSON_MEDIA_TYPE } from '../../platform/http/media-type.js';
import { URLENCODED } from '../../platform/http/form-media-types.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { IntrospectBatchDto } from './dto/introspect-batch.dto.js';
import { IntrospectTokenDto } from './dto/introspect-token.dto.js';
import { IntrospectionBatchResource, IntrospectionResource } from './dto/introspection.resource.js';
import { IntrospectionService } from './introspection.service.js';

const CONTENT_TYPE = `${JSON_MEDIA_TYPE}; charset=utf-8`;

/** RFC 7662 defines the responses, so they are not HAL documents. */
@ApiTags('tokens')
@Controller('tokens')
export class IntrospectionController {
  constructor(
    private readonly introspection: IntrospectionService,
    private readonly origin: OwnOrigin,
  ) {}

  @Post('_introspect')
  @HttpCode(200)
  @Header('Content-Type', CONTENT_TYPE)
  @Header('Cache-Control', 'no-store')
  @RequirePermission('tokens:introspect')
  @AcceptsClientAuthentication()
  @ApiConsumes(JSON_MEDIA_TYPE, URLENCODED)
  @ApiRoute({
    id: 'introspectToken',
    summary: 'Introspect a token',
    description:
      'Tells whether a token is valid and what it may do (RFC 7662). You can introspect the tokens of all users and your own sessions; admins can introspect all sessions. The response is `{"active":false}` for every value that is not valid or that you may not introspect, and for an assistant token whose owner has no AI seat or may not see the assistant. Introspecting a retired secret counts as reuse.\n\nAn OAuth client may send its credential as `client_secret_basic` or, in a form, as `client_secret_post`. Unknown fields of a form are ignored.',
    answers: {
      200: {
        description: 'The result.',
        type: IntrospectionResource,
        plainJson: true,
        headers: ['Cache-Control'],
      },
    },
    errors: ['validation_failed'],
  })
  introspect(
    @CurrentCaller() caller: Caller,
    @Body() { token }: IntrospectTokenDto,
  ): Promise<IntrospectionResource> {
    return this.introspection.introspect(caller, token, this.origin.get());
  }

  @Post('_introspect-batch')
  @HttpCode(200)
  @Header('Content-Type', CONTENT_TYPE)
  @Header('Cache-Control', 'no-store')
  @RequirePermission('tokens:introspect')
  @ApiRoute({
    id: 'introspectTokens',
    summary: 'Introspect many tokens',
    description:
      'Introspects up to 1,000 tokens at once, with the same results as `introspectToken`.',
    answers: {
      200: {
        description: 'The results.',
        type: IntrospectionBatchResource,
        plainJson: true,
        headers: ['Cache-Control'],
      },
    },
    errors: ['validation_failed'],
  })
  introspectBatch(
    @CurrentCaller() caller: Caller,
    @Body() { tokens }: IntrospectBatchDto,
  ): Promise<IntrospectionBatchResource> {
    return this.introspection.introspectBatch(caller, tokens, this.origin.get());
  }
}
