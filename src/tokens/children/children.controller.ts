import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { ApiBody, ApiHeader, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import {
  AllowReadOnly,
  AssistantScoped,
  AssistantTokenOnly,
  RequireSeat,
} from '../../admission/decorators/route-policy.decorators.js';
import { ProvenKey } from '../../admission/dpop/proven-key.decorator.js';
import { ProvenKeyGuard } from '../../admission/dpop/proven-key.guard.js';
import type { Caller } from '../../admission/principal.js';
import { IfMatch } from '../../api/conditional/if-match.decorator.js';
import type { Precondition } from '../../api/conditional/precondition.js';
import { Tagged } from '../../api/conditional/tagged.decorator.js';
import { assembleCollection } from '../../api/hal/collection.js';
import { paths } from '../../api/hal/links.js';
import { toPageRequest } from '../../api/hal/page.query.js';
import { Idempotent } from '../../api/idempotency/idempotent.decorator.js';
import type { IdempotentCall } from '../../api/idempotency/idempotent-call.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { ApiTokenId } from '../token-id.parameter.js';
import { ChildDerivationService } from './derivation/child-derivation.service.js';
import { ChildRevocationService } from './child-revocation.service.js';
import { assembleChild, assembleIssuedChild } from './child.assembler.js';
import { childState } from './child.state.js';
import { ChildrenService } from './children.service.js';
import { ChildTokenCollection, IssuedChildTokenResource } from './dto/child-token.resource.js';
import { DERIVE_TOKEN_EXAMPLES } from './dto/derive-token.examples.js';
import { DeriveTokenDto } from './dto/derive-token.dto.js';
import { ListChildrenQuery } from './dto/list-children.query.js';

@ApiTags('tokens')
@Controller('tokens')
export class ChildrenController {
  constructor(
    private readonly children: ChildrenService,
    private readonly derivation: ChildDerivationService,
    private readonly revocation: ChildRevocationService,
  ) {}

  @Post('_derive')
  @Tagged(childState)
  @Header('Cache-Control', 'no-store')
  @AssistantTokenOnly()
  @AssistantScoped({ own: 'assistant' })
  @RequireSeat()
  @UseGuards(ProvenKeyGuard)
  @ApiHeader({
    name: 'DPoP',
    required: false,
    description:
      'A DPoP proof (RFC 9449). The child token will be bound to its key. If you send `dpopJkt` too, both must name the same key.',
    schema: {
      type: 'string',
      maxLength: 8_192,
      example: 'eyJ0eXAiOiJkcG9wK2p3dCJ9.eyJqdGkiOiIxIn0.c2ln',
    },
  })
  @ApiBody({ type: DeriveTokenDto, required: false, examples: DERIVE_TOKEN_EXAMPLES })
  @ApiRoute({
    id: 'deriveToken',
    summary: 'Derive a child token',
    description:
      'Derives a child token from the assistant token that authenticates the request, for example for a phone, a browser or a job. The response contains its value only this once. A child token can do at most what its parent can do, ends with its parent, and cannot have children.',
    answers: {
      201: {
        description: 'The new child token.',
        type: IssuedChildTokenResource,
        headers: ['Location', 'Cache-Control'],
      },
    },
    errors: ['validation_failed', 'not_found'],
  })
  async derive(
    @CurrentCaller() caller: Caller,
    @Body() dto: DeriveTokenDto,
    @ProvenKey() provenKey: string | null,
    @Idempotent() call: IdempotentCall,
  ): Promise<IssuedChildTokenResource> {
    return call.run(
      async (reservation) =>
        assembleIssuedChild(
          await this.derivation.derive(caller, dto, provenKey, reservation),
          caller.principal,
        ),
      { provenKey },
    );
  }

  @Get(':id/children')
  @AssistantScoped({ token: 'id' })
  @ApiTokenId()
  @ApiRoute({
    id: 'listChildTokens',
    summary: 'List child tokens',
    description:
      'Lists the active child tokens of a token, or those with the given `status`. Available to everyone who can see the token, and to the token itself. The service deletes child tokens soon after they end. `total` counts up to 1,000: that value means 1,000 or more.',
    answers: {
      200: { description: 'A page of child tokens, newest first.', type: ChildTokenCollection },
    },
    errors: ['validation_failed', 'invalid_cursor', 'not_found'],
  })
  async list(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: ListChildrenQuery,
  ) {
    return assembleCollection({
      relation: 'inf:child-token',
      path: paths.tokenChildren(id),
      query: { ...query },
      page: await this.children.list(caller, id, query.status ?? 'active', toPageRequest(query)),
      assemble: (child) => assembleChild(child, caller.principal),
    });
  }

  @Delete(':id/children')
  @HttpCode(204)
  @AssistantScoped({ token: 'id' })
  @AllowReadOnly({ token: 'id' })
  @ApiTokenId()
  @ApiRoute({
    id: 'revokeChildTokens',
    summary: 'Revoke all child tokens',
    description:
      'Revokes all child tokens of a token, but not the token itself. From then on the service refuses them everywhere. Available to the owner of the token, users who may change its assistant, admins, and the token itself.',
    answers: { 204: { description: 'All child tokens are revoked.' } },
    errors: ['not_found'],
  })
  async revokeAll(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @IfMatch() precondition: Precondition,
  ): Promise<void> {
    await this.revocation.revokeAll(caller, id, precondition);
  }
}
