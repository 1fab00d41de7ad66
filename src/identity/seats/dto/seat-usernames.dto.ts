import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsString,
  MaxLength,
} from 'class-validator';

@ApiSchema({ description: 'The users that get, or lose, an AI seat.' })
export class SeatUsernamesDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'string', maxLength: 63 },
    minItems: 1,
    maxItems: 1_000,
    uniqueItems: true,
    description: 'Usernames of users.',
    example: ['ada'],
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(63, { each: true })
  usernames: string[];
}
