import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { ArrayUnique, IsArray, IsBoolean, IsIn, IsString, Length } from 'class-validator';
import { PERMISSIONS } from '../../../admission/principal.js';
import type { Permission } from '../../../admission/principal.js';
import { Optional } from '../../../api/validation/optional.js';
import { IsNaturalId, NATURAL_ID_SCHEMA } from '../../../platform/ids/natural-id.js';

@ApiSchema({ description: 'A new service account.' })
export class CreateServiceAccountDto {
  @ApiProperty({
    ...NATURAL_ID_SCHEMA,
    description:
      'The natural id of the account. Users, teams and service accounts share one namespace.',
    example: 'crm-sync',
  })
  @IsNaturalId()
  id: string;

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: 200,
    description: 'The display name. Defaults to the id.',
    example: 'CRM synchronization',
  })
  @Optional()
  @IsString()
  @Length(1, 200)
  displayName?: string;

  @ApiProperty({
    ...NATURAL_ID_SCHEMA,
    description: 'The team that owns the account. You must be an admin of it.',
    example: 'team',
  })
  @IsNaturalId()
  teamId: string;

  @ApiPropertyOptional({
    enum: PERMISSIONS,
    enumName: 'Permission',
    isArray: true,
    uniqueItems: true,
    description:
      'The permissions of the account. You can only grant permissions that you hold. Defaults to none, which is enough for assistant tokens.',
    example: ['tokens:introspect'],
  })
  @Optional()
  @IsArray()
  @ArrayUnique()
  @IsIn(PERMISSIONS, { each: true })
  permissions?: Permission[];

  @ApiPropertyOptional({
    description:
      'Whether to disable the account. The service refuses the tokens of a disabled one.',
    example: false,
  })
  @Optional()
  @IsBoolean()
  disabled?: boolean;
}
