import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { UUID } from '../../../api/openapi/properties.js';
import { TRANSFER_REFUSALS } from '../token-transfer.types.js';
import type { TransferRefusal } from '../token-transfer.types.js';

const STATUSES = ['transferred', 'refused'] as const;

@ApiSchema({ description: 'What became of one token.' })
export class TokenTransferResult {
  @ApiProperty({ ...UUID, description: 'The id of the token.' })
  id: string;

  @ApiProperty({
    enum: STATUSES,
    enumName: 'TokenTransferStatus',
    description:
      'Whether the token belongs to the new owner now. Also `transferred` if it did before.',
    example: 'transferred',
  })
  status: (typeof STATUSES)[number];

  @ApiProperty({
    enum: TRANSFER_REFUSALS,
    enumName: 'TokenTransferRefusal',
    nullable: true,
    description: 'Why the token was refused. Null if it was transferred.',
    example: null,
  })
  code: TransferRefusal | null;
}

@ApiSchema({ description: 'The result of a transfer.' })
export class TokenTransferResource {
  @ApiProperty({
    type: [TokenTransferResult],
    description: 'One result for each token, for ids in the order of the request.',
  })
  results: TokenTransferResult[];
}
