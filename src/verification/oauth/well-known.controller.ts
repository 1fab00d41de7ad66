import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../../admission/decorators/route-policy.decorators.js';
import { AuditChainRepository } from '../../audit/chain/audit-chain.repository.js';
import { OwnOrigin } from '../../api/http/own-origin.js';
import { JSON_MEDIA_TYPE } from '../../platform/http/media-type.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { assembleAuthorizationServer } from './authorization-server.assembler.js';
import { AuthorizationServerResource } from './dto/authorization-server.resource.js';
import { JsonWebKeySetResource } from './dto/json-web-key-set.resource.js';
import { JWKS_MAX_AGE_SECONDS } from './signing-keys/signing-key-schedule.js';
import { SigningKeysService } from './signing-keys/signing-keys.service.js';

const CACHED = `public, max-age=${JWKS_MAX_AGE_SECONDS}`;
const CONTENT_TYPE = `${JSON_MEDIA_TYPE}; charset=utf-8`;

@ApiTags('oauth')
@Controller('.well-known')
export class WellKnownController {
  constructor(
    private readonly keys: SigningKeysService,
    private readonly chain: AuditChainRepository,
    private readonly origin: OwnOrigin,
  ) {}

  @Get('jwks.json')
  @Header('Cache-Control', CACHED)
  @Header('Content-Type', CONTENT_TYPE)
  @Public()
  @ApiRoute({
    id: 'getSigningKeys',
    summary: 'Read the signing keys',
    description:
      'Returns the public keys that verify JWTs (RFC 7517). Cache them for five minutes. A key is published a day before it signs, and stays for a day after it stops.',
    answers: {
      200: {
        description: 'The public keys.',
        type: JsonWebKeySetResource,
        plainJson: true,
      },
    },
  })
  signingKeys(): JsonWebKeySetResource {
    return { keys: this.keys.published };
  }

  @Get('audit-keys.json')
  @Header('Cache-Control', CACHED)
  @Header('Content-Type', CONTENT_TYPE)
  @Public()
  @ApiRoute({
    id: 'getAuditKeys',
    summary: 'Read the keys of the audit trail',
    description:
      'Returns every public key that has signed a head of the audit trail (RFC 7517), also those that sign no more. Keep a copy in another place: it verifies exports.',
    answers: {
      200: { description: 'The public keys.', type: JsonWebKeySetResource, plainJson: true },
    },
  })
  async auditKeys(): Promise<JsonWebKeySetResource> {
    return { keys: await this.chain.findKeys() };
  }

  @Get('oauth-authorization-server')
  @Header('Cache-Control', CACHED)
  @Header('Content-Type', CONTENT_TYPE)
  @Public()
  @ApiRoute({
    id: 'getAuthorizationServer',
    summary: 'Read the authorization server metadata',
    description: 'Returns the OAuth endpoints and what they support (RFC 8414).',
    answers: {
      200: {
        description: 'The metadata.',
        type: AuthorizationServerResource,
        plainJson: true,
      },
    },
  })
  authorizationServer(): AuthorizationServerResource {
    return assembleAuthorizationServer(this.origin.get());
  }
}
