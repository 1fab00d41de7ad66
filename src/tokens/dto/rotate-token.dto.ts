import { ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsBoolean, IsInt, Max, Min } from 'class-validator';
import { Optional } from '../../api/validation/optional.js';

const ONE_WEEK = 604_800;
const MAX_VERSION = 2_147_483_647;

@ApiSchema({ description: 'How to rotate the secret.' })
export class RotateTokenDto {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: ONE_WEEK,
    description: 'The overlap: how many seconds the previous secret stays valid. Defaults to 0.',
    example: 3_600,
  })
  @Optional()
  @IsInt()
  @Min(0)
  @Max(ONE_WEEK)
  overlapSeconds?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_VERSION,
    description:
      'The version that you want to replace. If it is no longer the current one, the response is 409.',
    example: 1,
  })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(MAX_VERSION)
  secretVersion?: number;

  @ApiPropertyOptional({
    description:
      'Whether to end a running overlap early. Otherwise a rotation with an overlap is refused with `rotation_in_progress` while another overlap runs. A rotation without an overlap always ends it.',
    example: false,
  })
  @Optional()
  @IsBoolean()
  force?: boolean;
}
