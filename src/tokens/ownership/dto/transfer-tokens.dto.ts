import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, Matches } from 'class-validator';
import { UUID_PATTERN } from '../../../platform/ids/id.js';
import { IsNaturalId, NATURAL_ID_SCHEMA } from '../../../platform/ids/natural-id.js';

const MAX_TOKENS = 5_000;

@ApiSchema({ description: 'The tokens to transfer, and their new owner.' })
export class TransferTokensDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'string', format: 'uuid' },
    minItems: 1,
    maxItems: MAX_TOKENS,
    uniqueItems: true,
    description: 'The ids of the tokens, 1 to 5,000.',
    example: ['0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60'],
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_TOKENS)
  @ArrayUnique()
  @Matches(UUID_PATTERN, { each: true, message: 'each value in $property must be a UUID' })
  ids: string[];

  @ApiProperty({
    ...NATURAL_ID_SCHEMA,
    description:
      'The new owner: you, a service account that you manage, or, if you are an admin, any user.',
    example: 'crm-sync',
  })
  @IsNaturalId()
  toOwner: string;
}
