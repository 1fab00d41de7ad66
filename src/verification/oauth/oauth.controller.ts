import { Body, Controller, Header, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import { Public } from '../../admission/decorators/route-policy.decorators.js';
import type { Caller } from '../../admission/principal.js';
import { OwnOrigin } from '../../api/http/own-origin.js';
import { JSON_MEDIA_TYPE } from '../../platform/http/media-type.js';
import { URLENCODED } from '../../platform/http/form-media-types.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { IssuedJwtResource } from './dto/issued-jwt.resource.js';
import { TokenRevocationDto } from './dto/token-revocation.dto.js';
import { TokenExchangeDto } from './dto/token-exchange.dto.js';
import { GrantTypeGuard } from './token-exchange/grant-type.guard.js';
import { assembleIssuedJwt } from './token-exchange/issued-jwt.assembler.js';
import { Subject } from './token-exchange/subject.decorator.js';
import { SubjectToken } from './token-exchange/subject-token.guard.js';
import { TokenExchangeService } from './token-exchange/token-exchange.service.js';
import { TokenRevocationService } from './token-revocation.service.js';

@ApiTags('oauth')
@Controller('oauth')
export class OAuthController {
  constructor(
    private readonly exchanges: TokenExchangeService,
    private readonly revocations: TokenRevocationService,
    private readonly origin: OwnOrigin,
  ) {}

  @Post('token')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Header('Content-Type', `${JSON_MEDIA_TYPE}; charset=utf-8`)
  @Public()
  @UseGuards(GrantTypeGuard, SubjectToken('subject_token', { metered: true }))
  @ApiConsumes(URLENCODED, JSON_MEDIA_TYPE)
  @ApiBody({ type: TokenExchangeDto })
  @ApiRoute({
    id: 'exchangeToken',
    summary: 'Exchange a token for a JWT',
    description:
      'Exchanges a token for a JWT (RFC 8693) that states what the token may do. The JWT is valid for at most 60 seconds. Verify it with the keys from `/.well-known/jwks.json`. The subject token authenticates the request. If you also send a bearer credential, it must be the same token or have the permission `tokens:introspect`. Sessions and tokens with `cidr` or `host` cannot be exchanged. Unknown fields of a form are ignored. A client id and a client secret are not needed; a client secret that is a token must be valid.',
    answers: {
      200: {
        description: 'The JWT.',
        type: IssuedJwtResource,
        plainJson: true,
        headers: ['Cache-Control'],
      },
    },
    errors: [
      'validation_failed',
      'unsupported_grant_type',
      'invalid_subject_token',
      'invalid_target',
      'invalid_scope',
      'invalid_token',
      'address_not_allowed',
      'origin_not_allowed',
      'forbidden',
      'seat_required',
      'too_many_requests',
    ],
  })
  async exchange(
    @Body() body: TokenExchangeDto,
    @Subject() subject: Caller | null,
  ): Promise<IssuedJwtResource> {
    const issued = await this.exchanges.exchange(subject, body, this.origin.get());
    return assembleIssuedJwt(issued, body.requested_token_type);
  }

  @Post('revoke')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Public()
  @UseGuards(SubjectToken('token', { metered: false }))
  @ApiConsumes(URLENCODED, JSON_MEDIA_TYPE)
  @ApiBody({ type: TokenRevocationDto })
  @ApiRoute({
    id: 'revokePresentedToken',
    summary: 'Revoke a token by its value',
    description:
      'Revokes a token or session (RFC 7009). Its value authenticates the request, so whoever holds the value can revoke it from anywhere. If you also send a bearer credential, it must be the same token or have the permission `tokens:introspect`. Unknown fields of a form are ignored. A client id and a client secret are not needed; a client secret that is a token must be valid.',
    answers: {
      200: {
        description: 'The token is not valid, or no longer valid.',
        headers: ['Cache-Control'],
      },
    },
    errors: [
      'validation_failed',
      'unsupported_token_type',
      'invalid_token',
      'address_not_allowed',
      'origin_not_allowed',
      'forbidden',
      'too_many_requests',
    ],
  })
  async revoke(
    @Body() { token }: TokenRevocationDto,
    @Subject() subject: Caller | null,
  ): Promise<void> {
    await this.revocations.revoke(subject, token);
  }
}
