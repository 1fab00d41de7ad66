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
  Query,
} from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../admission/decorators/caller.decorator.js';
import type { Caller } from '../admission/principal.js';
import {
  AllowChildren,
  AllowReadOnly,
  AssistantScoped,
  RequirePermission,
  RequireSeat,
  SessionOnly,
} from '../admission/decorators/route-policy.decorators.js';
import { IfMatch } from '../api/conditional/if-match.decorator.js';
import type { Precondition } from '../api/conditional/precondition.js';
import { Tagged } from '../api/conditional/tagged.decorator.js';
import { assembleCollection } from '../api/hal/collection.js';
import { paths } from '../api/hal/links.js';
import { ApiEmbed, EmbedOf } from '../api/hal/embed.js';
import { toPageRequest } from '../api/hal/page.query.js';
import { Idempotent } from '../api/idempotency/idempotent.decorator.js';
import type { IdempotentCall } from '../api/idempotency/idempotent-call.js';
import { ApiRoute } from '../api/openapi/api-route.decorator.js';
import type { ChildTokenResource } from './children/dto/child-token.resource.js';
import { AnyTokenResource } from './dto/any-token.resource.js';
import { CreateTokenDto } from './dto/create-token.dto.js';
import { ListTokensQuery } from './dto/list-tokens.query.js';
import { RotateTokenDto } from './dto/rotate-token.dto.js';
import { IssuedTokenResource, TokenCollection, TokenResource } from './dto/token.resource.js';
import { CREATE_TOKEN_EXAMPLES, UPDATE_TOKEN_EXAMPLES } from './dto/token-body.examples.js';
import { UpdateTokenDto } from './dto/update-token.dto.js';
import { assembleEmbedded } from './embedding/embedded.assembler.js';
import { TokenEmbedding } from './embedding/token-embeds.js';
import { TOKEN_EMBEDS } from '../admission/credentials/token.types.js';
import { TokenIssueService } from './issuing/token-issue.service.js';
import { ApiTokenId } from './token-id.parameter.js';
import { TokenRotationService } from './rotation/token-rotation.service.js';
import { assembleIssuedToken, assembleToken, assembleTokenSummary } from './token.assembler.js';
import { tokenState } from './token.state.js';
import { assembleTokenOrChild } from './token-or-child/token-or-child.assembler.js';
import { tokenOrChildState } from './token-or-child/token-or-child.state.js';
import { TokenOrChildService } from './token-or-child/token-or-child.service.js';
import { TokensService } from './tokens.service.js';

@ApiTags('tokens')
@Controller('tokens')
export class TokensController {
  constructor(
    private readonly tokens: TokensService,
    private readonly either: TokenOrChildService,
    private readonly issuing: TokenIssueService,
    private readonly rotation: TokenRotationService,
    private readonly embedding: TokenEmbedding,
  ) {}

  @Get()
  @ApiRoute({
    id: 'listTokens',
    summary: 'List your tokens',
    description: 'Admins see every token.',
    answers: { 200: { description: 'A page of tokens, newest first.', type: TokenCollection } },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@CurrentCaller() caller: Caller, @Query() { embed, ...query }: ListTokensQuery) {
    const { page, now } = await this.tokens.list(caller, query, toPageRequest(query));
    const embeds = await this.embedding.ofMany(caller, page.rows, embed);
    return assembleCollection({
      relation: 'inf:token',
      path: paths.tokens(),
      query: { ...query, embed },
      page,
      assemble: (token) => ({
        ...assembleTokenSummary(token, now),
        ...assembleEmbedded(token.assistantId, embeds),
      }),
    });
  }

  @Post()
  @Tagged(tokenState)
  @Header('Cache-Control', 'no-store')
  @RequirePermission('tokens:create')
  @SessionOnly(({ type }) => type === 'personal')
  @RequireSeat(({ type }) => type === 'assistant')
  @ApiBody({ type: CreateTokenDto, examples: CREATE_TOKEN_EXAMPLES })
  @ApiRoute({
    id: 'createToken',
    summary: 'Issue a token',
    description:
      'The answer holds the value, the only time it is shown. An assistant token needs an AI seat and the right to write the assistant; a personal token needs a session.',
    answers: {
      201: {
        description: 'The new token.',
        type: IssuedTokenResource,
        headers: ['Location', 'Cache-Control'],
      },
    },
    errors: ['validation_failed', 'not_found'],
  })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() dto: CreateTokenDto,
    @Idempotent() call: IdempotentCall,
  ): Promise<IssuedTokenResource> {
    return call.run(async (reservation) =>
      assembleIssuedToken(await this.issuing.issue(caller, dto, reservation), caller.principal),
    );
  }

  @Get(':id')
  @Tagged(tokenOrChildState)
  @AssistantScoped({ tokenOrChild: 'id' })
  @AllowChildren()
  @ApiTokenId()
  @ApiEmbed(TOKEN_EMBEDS)
  @ApiRoute({
    id: 'getToken',
    summary: 'Read a token',
    description:
      'For its owner, for writers of its assistant, for admins, and for itself; a child token also for its parent.',
    answers: {
      200: {
        description: 'The token or the child token, masked.',
        type: AnyTokenResource,
      },
    },
    errors: ['validation_failed', 'not_found'],
  })
  async get(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @EmbedOf(TOKEN_EMBEDS) embed: readonly string[],
  ): Promise<TokenResource | ChildTokenResource> {
    const view = await this.either.get(caller, id);
    return assembleTokenOrChild(view, await this.embedding.ofOne(caller, view, embed), id);
  }

  @Patch(':id')
  @Tagged(tokenState)
  @ApiTokenId()
  @ApiBody({ type: UpdateTokenDto, examples: UPDATE_TOKEN_EXAMPLES })
  @ApiRoute({
    id: 'updateToken',
    summary: 'Change a token',
    description:
      'For its owner and for writers of its assistant. Restrictions can only be tightened, which ends the children of the token.',
    answers: { 200: { description: 'The token, masked.', type: TokenResource } },
    errors: ['validation_failed', 'not_found', 'forbidden', 'restriction_not_tightened'],
  })
  async update(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() dto: UpdateTokenDto,
    @IfMatch() precondition: Precondition,
  ): Promise<TokenResource> {
    return assembleToken(
      await this.tokens.update(caller, id, dto, precondition),
      caller.principal,
      id,
    );
  }

  @Post(':id/_rotate')
  @Tagged(tokenState)
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @AssistantScoped({ token: 'id' })
  @RequireSeat((_body, { kind }) => kind === 'assistant')
  @ApiTokenId()
  @ApiBody({ type: RotateTokenDto, required: false })
  @ApiRoute({
    id: 'rotateToken',
    summary: 'Give a token a new secret',
    description:
      'For its owner, for writers of its assistant, and for itself. Everything else about the token stays. The previous secret works until the overlap ends; an older one ends at once.',
    answers: {
      200: {
        description: 'The token with its new value.',
        type: IssuedTokenResource,
        headers: ['Cache-Control'],
      },
    },
    errors: [
      'validation_failed',
      'seat_required',
      'not_found',
      'forbidden',
      'token_not_active',
      'version_conflict',
    ],
  })
  async rotate(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() dto: RotateTokenDto,
    @IfMatch() precondition: Precondition,
  ): Promise<IssuedTokenResource> {
    return assembleIssuedToken(
      await this.rotation.rotate(caller, id, dto, precondition),
      caller.principal,
      id,
    );
  }

  @Delete(':id')
  @HttpCode(204)
  @AssistantScoped({ tokenOrChild: 'id' })
  @AllowChildren()
  @AllowReadOnly({ token: 'id' })
  @ApiTokenId()
  @ApiRoute({
    id: 'revokeToken',
    summary: 'Revoke a token',
    description:
      'For its owner, for writers of its assistant, for admins, and for itself; a child token also for its parent. With a token its children end. Refused everywhere from then on; again changes nothing.',
    answers: { 204: { description: 'The token is revoked.' } },
    errors: ['not_found'],
  })
  async revoke(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @IfMatch() precondition: Precondition,
  ): Promise<void> {
    await this.either.revoke(caller, id, precondition);
  }
}
