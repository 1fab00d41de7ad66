import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import type { Caller } from '../../admission/principal.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { TokenTransferResource } from './dto/token-transfer.resource.js';
import { TransferTokensDto } from './dto/transfer-tokens.dto.js';
import { TokenTransferService } from './token-transfer.service.js';

@ApiTags('tokens')
@Controller('tokens')
export class TokenTransferController {
  constructor(private readonly transfers: TokenTransferService) {}

  @Post('_transfer')
  @HttpCode(200)
  @ApiRoute({
    id: 'transferTokens',
    summary: 'Transfer tokens',
    description:
      'Gives up to 10,000 assistant tokens to another owner, in one transaction. Ids, values, restrictions, usage, child tokens and the chats that the tokens started stay. You need the right to revoke each token. The new owner must be able to see the assistant and hold an AI seat. A token is also refused if it would break a policy that it does not break now, such as that of the team of the new owner. `results` names the tokens that were refused, with the reason; the others are transferred. Personal tokens cannot be transferred.',
    answers: { 200: { description: 'The result for each token.', type: TokenTransferResource } },
    errors: ['validation_failed', 'not_found', 'count_changed'],
  })
  async transfer(
    @CurrentCaller() caller: Caller,
    @Body() dto: TransferTokensDto,
  ): Promise<TokenTransferResource> {
    return { results: await this.transfers.transfer(caller, dto) };
  }
}
