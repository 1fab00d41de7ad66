import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import type { Caller } from '../../admission/principal.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { BulkPauseDto } from './bulk-pause.dto.js';
import { BulkResultsResource } from './bulk-result.resource.js';
import { BulkService } from './bulk.service.js';
import { TokenSelectionDto } from './token-selection.dto.js';

const ALL_AT_ONCE =
  'All in one transaction, with a result for each token. What you may not change is refused, and the others are changed.';
const ANSWERS = { 200: { description: 'The results.', type: BulkResultsResource } };

@ApiTags('tokens')
@Controller('tokens')
export class BulkController {
  constructor(private readonly bulk: BulkService) {}

  @Post('_revoke')
  @HttpCode(200)
  @ApiRoute({
    id: 'revokeTokens',
    summary: 'Revoke many tokens',
    description: `Revokes up to 10,000 tokens. ${ALL_AT_ONCE} Revoking a revoked token has no effect.`,
    answers: ANSWERS,
    errors: ['validation_failed', 'count_changed'],
  })
  async revoke(
    @CurrentCaller() caller: Caller,
    @Body() dto: TokenSelectionDto,
  ): Promise<BulkResultsResource> {
    return { results: await this.bulk.revoke(caller, dto) };
  }

  @Post('_pause')
  @HttpCode(200)
  @ApiRoute({
    id: 'pauseTokens',
    summary: 'Pause many tokens',
    description: `Pauses up to 10,000 tokens. ${ALL_AT_ONCE} Pausing a paused token has no effect.`,
    answers: ANSWERS,
    errors: ['validation_failed', 'count_changed'],
  })
  async pause(
    @CurrentCaller() caller: Caller,
    @Body() dto: BulkPauseDto,
  ): Promise<BulkResultsResource> {
    return { results: await this.bulk.pause(caller, dto) };
  }

  @Post('_resume')
  @HttpCode(200)
  @ApiRoute({
    id: 'resumeTokens',
    summary: 'Resume many tokens',
    description: `Resumes up to 10,000 tokens. ${ALL_AT_ONCE} Resuming a token that is not paused has no effect. A token that a policy keeps paused is refused.`,
    answers: ANSWERS,
    errors: ['validation_failed', 'count_changed'],
  })
  async resume(
    @CurrentCaller() caller: Caller,
    @Body() dto: TokenSelectionDto,
  ): Promise<BulkResultsResource> {
    return { results: await this.bulk.resume(caller, dto) };
  }
}
