import { ApiPropertyOptional } from '@nestjs/swagger';
import { Optional } from '../../../api/validation/optional.js';
import { IsNaturalId, NATURAL_ID_SCHEMA } from '../../../platform/ids/natural-id.js';

export class DeleteUserQuery {
  @ApiPropertyOptional({
    ...NATURAL_ID_SCHEMA,
    description:
      'Gives the assistant tokens of the user to this user or service account. You must be able to transfer tokens to it.',
    example: 'crm-sync',
  })
  @Optional()
  @IsNaturalId()
  transferTo?: string;
}
