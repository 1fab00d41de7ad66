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
      'Gives assistant tokens to another owner, in one transaction. Ids, values, restrictions, usage, child tokens and the chats that the tokens started stay. You need the right to revoke each token. The new owner must be able to see the assistant and hold an AI seat. `results` names the tokens that were refused, with the reason; the others are transferred. Personal tokens cannot be transferred.',
    answers: { 200: { description: 'The result for each token.', type: TokenTransferResource } },
    errors: ['validation_failed', 'not_found'],
  })
  async transfer(
    @CurrentCaller() caller: Caller,
    @Body() dto: TransferTokensDto,
  ): Promise<TokenTransferResource> {
    return { results: await this.transfers.transfer(caller, dto) };
  }
}
