import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import type { Caller } from '../../admission/principal.js';
import { IfMatch } from '../../api/conditional/if-match.decorator.js';
import type { Precondition } from '../../api/conditional/precondition.js';
import { Tagged } from '../../api/conditional/tagged.decorator.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { TokenResource } from '../dto/token.resource.js';
import { ApiTokenId } from '../token-id.parameter.js';
import { assembleToken } from '../token.assembler.js';
import { tokenState } from '../token.state.js';
import { PauseTokenDto } from './pause-token.dto.js';
import { TokenPauseService } from './token-pause.service.js';

@ApiTags('tokens')
@Controller('tokens/:id')
export class TokenPauseController {
  constructor(private readonly pauses: TokenPauseService) {}

  @Post('_pause')
  @Tagged(tokenState)
  @HttpCode(200)
  @ApiTokenId()
  @ApiBody({ type: PauseTokenDto, required: false })
  @ApiRoute({
    id: 'pauseToken',
    summary: 'Pause a token',
    description:
      'Pauses a token: until you resume it, the service refuses it and its child tokens everywhere. Everything else stays. Pausing it again has no effect: it keeps the first reason. Available to its owner, users who may change its assistant, and admins.',
    answers: { 200: { description: 'The token.', type: TokenResource } },
    errors: ['validation_failed', 'not_found', 'forbidden', 'token_not_active'],
  })
  async pause(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() dto: PauseTokenDto,
    @IfMatch() precondition: Precondition,
  ): Promise<TokenResource> {
    return assembleToken(
      await this.pauses.pause(caller, id, dto, precondition),
      caller.principal,
      id,
    );
  }

  @Post('_resume')
  @Tagged(tokenState)
  @HttpCode(200)
  @ApiTokenId()
  @ApiRoute({
    id: 'resumeToken',
    summary: 'Resume a token',
    description:
      'Resumes a paused token: it and its child tokens work again. Resuming a token that is not paused has no effect. What a policy has paused stays paused while it breaks a rule other than `idleDays`. Available to its owner, users who may change its assistant, and admins.',
    answers: { 200: { description: 'The token.', type: TokenResource } },
    errors: ['not_found', 'forbidden', 'token_not_active', 'policy_violation'],
  })
  async resume(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @IfMatch() precondition: Precondition,
  ): Promise<TokenResource> {
    return assembleToken(await this.pauses.resume(caller, id, precondition), caller.principal, id);
  }
}
