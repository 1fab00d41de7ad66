import { Body, Controller, Header, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import { RequirePermission } from '../../admission/decorators/route-policy.decorators.js';
import type { Caller } from '../../admission/principal.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { ValueLookupLimitGuard } from '../finding/value-lookup-limit.guard.js';
import { ApiTokenId } from '../token-id.parameter.js';
import { ExplainTokenDto } from './dto/explain-token.dto.js';
import { ExplainTokenValueDto } from './dto/explain-token-value.dto.js';
import { ExplanationResource } from './dto/explanation.resource.js';
import { assembleExplanation } from './explanation.assembler.js';
import { ExplanationService } from './explanation.service.js';

const LIMITS =
  'The service runs the checks that every request passes, on the token as it is in the database, and makes no request. `allowed` means that the checks pass. The operation may still respond with an error: whether a resource exists, what the user may do with it, and its state are not checked. The rate limit is read and not counted. The budget of the assistant is only known for an assistant token.';

@ApiTags('tokens')
@Controller('tokens')
export class ExplanationController {
  constructor(private readonly explanations: ExplanationService) {}

  @Post('_explain')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @RequirePermission('tokens:find')
  @UseGuards(ValueLookupLimitGuard)
  @ApiRoute({
    id: 'explainTokenValue',
    summary: 'Explain a request with the value of a token',
    description: `Like \`explainToken\`, for whoever has the value of a token or child token, of any user, but not its id. A retired value is explained as such. This is no use of the token, and no reuse. Sessions are not explained. ${LIMITS}`,
    answers: {
      200: {
        description: 'The outcome of every check.',
        type: ExplanationResource,
        headers: ['Cache-Control'],
      },
    },
    errors: ['validation_failed', 'not_found'],
  })
  async explainTokenValue(
    @CurrentCaller() { principal }: Caller,
    @Body() dto: ExplainTokenValueDto,
  ): Promise<ExplanationResource> {
    return assembleExplanation(await this.explanations.ofValue(principal, dto), principal);
  }

  @Post(':id/_explain')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiTokenId()
  @ApiRoute({
    id: 'explainToken',
    summary: 'Explain a request with a token',
    description: `Tells whether a request with the current value of a token or child token is refused, by which check, and what must change. ${LIMITS} Available to the owner of the token, users who may change its assistant, and admins.`,
    answers: {
      200: {
        description: 'The outcome of every check.',
        type: ExplanationResource,
        headers: ['Cache-Control'],
      },
    },
    errors: ['validation_failed', 'not_found'],
  })
  async explainToken(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() dto: ExplainTokenDto,
  ): Promise<ExplanationResource> {
    return assembleExplanation(await this.explanations.ofToken(caller, id, dto), caller.principal);
  }
}
