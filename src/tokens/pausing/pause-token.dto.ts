import { ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { Optional } from '../../api/validation/optional.js';
import { MasksSecrets } from '../../api/validation/secrets.js';

@ApiSchema({ description: 'Why to pause.' })
export class PauseTokenDto {
  @ApiPropertyOptional({
    minLength: 1,
    maxLength: 500,
    description: 'The reason, for whoever looks at the token.',
    example: 'Under investigation',
  })
  @Optional()
  @MasksSecrets()
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  reason?: string;
}
