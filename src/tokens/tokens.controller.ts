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
import { embedOnce } from './embedding/embedded.assembler.js';
import { TokenEmbedding } from './embedding/token-embeds.js';
import { TOKEN_EMBEDS } from '../admission/credentials/token.types.js';
import { TokenIssueService } from './issuing/token-issue.service.js';
import { InventoryService } from './inventory/inventory.service.js';
import { ApiTokenId } from './token-id.parameter.js';
import { TokenRotationService } from './rotation/token-rotation.service.js';
import { assembleIssuedToken, assembleToken, assembleTokenSummary } from './token.assembler.js';
import { tokenState } from './token.state.js';
import {
  assembleTokenOrChild,
  tokenOrChildState,
} from './token-or-child/token-or-child.assembler.js';
import { TokenOrChildService } from './token-or-child/token-or-child.service.js';
import { TokensService } from './tokens.service.js';

@ApiTags('tokens')
@Controller('tokens')
export class TokensController {
  constructor(
    private readonly tokens: TokensService,
    private readonly inventory: InventoryService,
    private readonly either: TokenOrChildService,
    private readonly issuing: TokenIssueService,
    private readonly rotation: TokenRotationService,
    private readonly embedding: TokenEmbedding,
  ) {}

  @Get()
  @ApiRoute({
    id: 'listTokens',
    summary: 'List tokens',
    description:
      'Lists your tokens. Admins see the tokens of all users. `username` and `ownerId` can also name a service account that you manage. Filters combine: a token must match all of them.',
    answers: {
      200: { description: 'A page of tokens, newest first by default.', type: TokenCollection },
    },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@CurrentCaller() caller: Caller, @Query() { embed, ...query }: ListTokensQuery) {
    const request = toPageRequest(query);
    const { page, now } = await this.inventory.list(caller, query, request, embed);
    const embedded = embedOnce(await this.embedding.ofMany(caller, page.rows, embed));
    return assembleCollection({
      relation: 'inf:token',
      path: paths.tokens(),
      query: { ...query, embed },
      page,
      assemble: (token) => embedded(assembleTokenSummary(token, now), token),
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
    summary: 'Create a token',
    description:
      'Creates a token. The response contains its value only this once. For an assistant token, you need an AI seat and the right to change the assistant. For a personal token, you need a session. With `ownerId`, a service account that you manage owns the token.',
    answers: {
      201: {
        description: 'The new token.',
        type: IssuedTokenResource,
        headers: ['Location', 'Cache-Control'],
      },
    },
    errors: [
      'validation_failed',
      'not_found',
      'quota_exceeded',
      'policy_violation',
      'owner_disabled',
      'owner_without_seat',
      'assistant_out_of_reach',
    ],
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
      'Returns a token or child token with its value masked. Available to its owner, users who may change its assistant, admins, and the token itself. A child token is also available to its parent.',
    answers: {
      200: {
        description: 'The token or child token.',
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
  @SessionOnly(({ allowRelaxing }) => allowRelaxing === true)
  @ApiTokenId()
  @ApiBody({ type: UpdateTokenDto, examples: UPDATE_TOKEN_EXAMPLES })
  @ApiRoute({
    id: 'updateToken',
    summary: 'Update a token',
    description:
      'Updates a token. Restrictions can only be tightened, unless you send `allowRelaxing` with a session and no policy forbids it. Changing one revokes all child tokens. Available to its owner and to users who may change its assistant.',
    answers: { 200: { description: 'The token.', type: TokenResource } },
    errors: [
      'policy_violation',
      'validation_failed',
      'not_found',
      'forbidden',
      'restriction_not_tightened',
      'token_not_active',
    ],
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
    summary: 'Rotate a token',
    description:
      'Gives the token a new secret and keeps everything else. The response contains the new value only this once. The previous secret works until the overlap ends. All older secrets end now. While an overlap runs, a rotation with another overlap is refused, unless you send `force`. Available to its owner, users who may change its assistant, and the token itself.',
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
      'rotation_in_progress',
      'policy_violation',
    ],
  })
  async rotate(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() dto: RotateTokenDto,
    @IfMatch() precondition: Precondition,
    @Idempotent() call: IdempotentCall,
  ): Promise<IssuedTokenResource> {
    return call.run(async (reservation) =>
      assembleIssuedToken(
        await this.rotation.rotate(caller, id, dto, precondition, reservation),
        caller.principal,
        id,
      ),
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
      'Revokes a token and its child tokens, or a single child token. From then on the service refuses it everywhere. Revoking it again has no effect. Available to its owner, users who may change its assistant, admins, and the token itself. A child token is also available to its parent.',
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
