import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import { RequirePermission } from '../../admission/decorators/route-policy.decorators.js';
import type { Caller } from '../../admission/principal.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import type { ChildTokenResource } from '../children/dto/child-token.resource.js';
import { AnyTokenResource } from '../dto/any-token.resource.js';
import type { TokenResource } from '../dto/token.resource.js';
import { assembleFoundToken } from '../token-or-child/token-or-child.assembler.js';
import { FindTokenDto } from './find-token.dto.js';
import { TokenFindingService } from './token-finding.service.js';
import { ValueLookupLimitGuard } from './value-lookup-limit.guard.js';

@ApiTags('tokens')
@Controller('tokens')
export class TokenFindingController {
  constructor(private readonly finding: TokenFindingService) {}

  @Post('_find')
  @HttpCode(200)
  @RequirePermission('tokens:find')
  @UseGuards(ValueLookupLimitGuard)
  @ApiRoute({
    id: 'findToken',
    summary: 'Find a token by its value',
    description:
      'Returns the token or child token that a value belongs to, with its value masked, so that whoever found one can act. The value may be live, retired, expired or revoked. Finding a retired value is no reuse.',
    answers: { 200: { description: 'The token or child token.', type: AnyTokenResource } },
    errors: ['validation_failed', 'not_found'],
  })
  async find(
    @CurrentCaller() caller: Caller,
    @Body() { value }: FindTokenDto,
  ): Promise<TokenResource | ChildTokenResource> {
    return assembleFoundToken(await this.finding.find(caller, value), caller.principal);
  }
}
