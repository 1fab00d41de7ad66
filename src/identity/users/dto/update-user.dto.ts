import { ApiPropertyOptional, ApiSchema, OmitType, PartialType } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { Optional } from '../../../api/validation/optional.js';
import { CreateUserDto } from './create-user.dto.js';

@ApiSchema({ description: 'What is to change; what is left out stays.' })
export class UpdateUserDto extends PartialType(OmitType(CreateUserDto, ['username']), {
  skipNullProperties: false,
}) {
  @ApiPropertyOptional({
    description: 'A disabled user cannot log in, and its sessions and tokens are refused at once.',
    example: true,
  })
  @Optional()
  @IsBoolean()
  disabled?: boolean;
}
