import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsNaturalId, NATURAL_ID_SCHEMA } from '../../../platform/ids/natural-id.js';
import { TokenSelectionDto } from '../../bulk/token-selection.dto.js';

@ApiSchema({
  description:
    'The tokens to transfer, either `ids` or `filter` together with `expectedCount`, and their new owner.',
})
export class TransferTokensDto extends TokenSelectionDto {
  @ApiProperty({
    ...NATURAL_ID_SCHEMA,
    description:
      'The new owner: you, a service account that you manage, or, if you are an admin, any user.',
    example: 'crm-sync',
  })
  @IsNaturalId()
  toOwner: string;
}
