import { Controller, Get, Param } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import type { Caller } from '../../admission/principal.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { UUID } from '../../api/openapi/properties.js';
import { RefusalResource } from './dto/explanation.resource.js';
import { assembleRefusal } from './explanation.assembler.js';
import { RefusalsService } from './refusals.service.js';

@ApiTags('tokens')
@Controller('refusals')
export class RefusalsController {
  constructor(private readonly refusals: RefusalsService) {}

  @Get(':requestId')
  @ApiParam({
    name: 'requestId',
    description: 'The `requestId` of the error response.',
    schema: { ...UUID, example: '0f5f6a0e-6f0e-4d8b-9a53-0b6a6f3c1c1e' },
  })
  @ApiRoute({
    id: 'getRefusal',
    summary: 'Explain a refused request',
    description:
      'Tells which check refused a request of the last hour, because of what, and what must change. Available to everyone who can see the token, for a session to its user, and to admins. Other instances know a refusal up to a few seconds later. Requests without a known credential are not kept, and a flood of refused requests is kept only in part.',
    answers: { 200: { description: 'The outcome of every check.', type: RefusalResource } },
    errors: ['not_found'],
  })
  async get(
    @CurrentCaller() caller: Caller,
    @Param('requestId') requestId: string,
  ): Promise<RefusalResource> {
    return assembleRefusal(await this.refusals.get(caller, requestId), caller.principal, requestId);
  }
}
