import { ApiPropertyOptional, OmitType, PartialType } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { Optional } from '../../common/optional.js';
import { CreateUserDto } from './create-user.dto.js';

export class UpdateUserDto extends PartialType(OmitType(CreateUserDto, ['username']), {
  skipNullProperties: false,
}) {
  @ApiPropertyOptional({
    description: 'A disabled user cannot log in, and its sessions and tokens are refused at once.',
  })
  @Optional()
  @IsBoolean()
  disabled?: boolean;
}
