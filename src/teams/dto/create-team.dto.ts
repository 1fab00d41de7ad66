import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { IsNaturalId, NATURAL_ID_SCHEMA } from '../../common/natural-id.js';

export class CreateTeamDto {
  @ApiProperty({
    ...NATURAL_ID_SCHEMA,
    description: 'Natural id; users and teams share one namespace.',
    example: 'team',
  })
  @IsNaturalId()
  id: string;

  @ApiProperty({ minLength: 1, maxLength: 200, example: 'Sales team' })
  @IsString()
  @Length(1, 200)
  name: string;
}
