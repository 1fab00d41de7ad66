import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { ArrayUnique, IsArray, IsIn, IsString, MaxLength, MinLength } from 'class-validator';
import { PERMISSIONS, USER_ROLES } from '../../../admission/principal.js';
import type { Permission, UserRole } from '../../../admission/principal.js';
import { IsNaturalId, NATURAL_ID_SCHEMA } from '../../../platform/ids/natural-id.js';
import { Optional } from '../../../api/validation/optional.js';
import { IsPassword, PASSWORD_SCHEMA } from './password.schema.js';

@ApiSchema({ description: 'A new user.' })
export class CreateUserDto {
  @ApiProperty({
    ...NATURAL_ID_SCHEMA,
    description:
      'The natural id of the user. Users, teams and service accounts share one namespace.',
    example: 'ada',
  })
  @IsNaturalId()
  username: string;

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: 200,
    description: 'The display name. Defaults to the username.',
    example: 'Ada Lovelace',
  })
  @Optional()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  displayName?: string;

  @ApiProperty({ ...PASSWORD_SCHEMA, example: 'correct horse battery staple' })
  @IsPassword()
  password: string;

  @ApiPropertyOptional({
    enum: USER_ROLES,
    enumName: 'UserRole',
    description: 'The role. Defaults to `member`.',
    example: 'member',
  })
  @Optional()
  @IsIn(USER_ROLES)
  role?: UserRole;

  @ApiPropertyOptional({
    enum: PERMISSIONS,
    enumName: 'Permission',
    isArray: true,
    uniqueItems: true,
    description:
      'The permissions. Defaults to `assistants:create` and `tokens:create` for a `member`, and to all permissions for an `admin`.',
    example: ['assistants:create', 'tokens:create'],
  })
  @Optional()
  @IsArray()
  @ArrayUnique()
  @IsIn(PERMISSIONS, { each: true })
  permissions?: Permission[];
}
