import { ApiPropertyOptional, ApiSchema, OmitType, PartialType } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { Optional } from '../../../api/validation/optional.js';
import { CreateUserDto } from './create-user.dto.js';

@ApiSchema({ description: 'The properties to change. Omitted properties keep their values.' })
export class UpdateUserDto extends PartialType(OmitType(CreateUserDto, ['username']), {
  skipNullProperties: false,
}) {
  @ApiPropertyOptional({
    description:
      'Whether to disable the user. Disabled users cannot log in, and the service refuses their tokens. Disabling ends all sessions immediately.',
    example: true,
  })
  @Optional()
  @IsBoolean()
  disabled?: boolean;

  @ApiPropertyOptional({
    description:
      'Whether to revoke all tokens of the user, for example together with a new `password`, which ends sessions only. Requires a session.',
    example: true,
  })
  @Optional()
  @IsBoolean()
  endTokens?: boolean;
}
