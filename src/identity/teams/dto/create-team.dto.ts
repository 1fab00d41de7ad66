import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { IsNaturalId, NATURAL_ID_SCHEMA } from '../../../platform/ids/natural-id.js';

@ApiSchema({ description: 'A new team.' })
export class CreateTeamDto {
  @ApiProperty({
    ...NATURAL_ID_SCHEMA,
    description:
      'The natural id of the team. Users, teams and service accounts share one namespace.',
    example: 'team',
  })
  @IsNaturalId()
  id: string;

  @ApiProperty({
    minLength: 1,
    maxLength: 200,
    description: 'The display name.',
    example: 'Sales team',
  })
  @IsString()
  @Length(1, 200)
  name: string;
}
