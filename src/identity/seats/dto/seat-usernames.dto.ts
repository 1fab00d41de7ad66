import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsString,
  MaxLength,
} from 'class-validator';

@ApiSchema({
  description: 'The users and service accounts to assign a seat to, or to take it from.',
})
export class SeatUsernamesDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'string', maxLength: 63 },
    minItems: 1,
    maxItems: 1_000,
    uniqueItems: true,
    description: 'The usernames and ids of service accounts, 1 to 1,000.',
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
