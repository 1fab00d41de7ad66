import { ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { Optional } from '../../api/validation/optional.js';
import { TokenSettingsDto } from './token-settings.dto.js';

@ApiSchema({
  description:
    'The properties to change. Omitted properties keep their values. Restrictions can only be tightened, unless you send `allowRelaxing`.',
})
export class UpdateTokenDto extends TokenSettingsDto {
  @ApiPropertyOptional({
    description:
      'Whether `expiresAt` may become later or null, and `cidr` and `host` may become other or wider ones. Requires a session.',
    example: true,
  })
  @Optional()
  @IsBoolean()
  allowRelaxing?: boolean;
}
