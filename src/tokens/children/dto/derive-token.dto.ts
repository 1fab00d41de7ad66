import { ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import type { ErrorDetail } from '../../../platform/errors/domain-error.js';
import { UUID_PATTERN } from '../../../platform/ids/id.js';
import { Optional } from '../../../api/validation/optional.js';
import { FIND_PROBLEMS } from '../../../api/validation/whole-check.js';
import type { WholeCheck } from '../../../api/validation/whole-check.js';
import { BLOCKS_MAX_LENGTH, BLOCKS_PATTERN } from '../../../admission/credentials/cidr-blocks.js';
import { IsTokenData, TOKEN_DATA_SCHEMA } from '../../dto/token-data.js';
import { findMalformed } from '../../token-restrictions.js';

export const DEFAULT_LIFETIME_SECONDS = 3_600;
const MIN_LIFETIME_SECONDS = 60;
const MAX_LIFETIME_SECONDS = 86_400;
const MAX_RATE_PER_MINUTE = 1_000_000;
/** SHA-256 in base64url (RFC 7638, section 3; RFC 9449, section 6.1). */
const THUMBPRINT = /^[0-9A-Za-z_-]{43}$/;

@ApiSchema({ description: 'What a child token asks for; its parent may give less.' })
export class DeriveTokenDto implements WholeCheck {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: MIN_LIFETIME_SECONDS,
    maximum: MAX_LIFETIME_SECONDS,
    description:
      'Seconds, 3,600 when left out; it ends earlier with its parent, or with the secret it is derived with.',
    example: 3_600,
  })
  @Optional()
  @IsInt()
  @Min(MIN_LIFETIME_SECONDS)
  @Max(MAX_LIFETIME_SECONDS)
  expiresIn?: number;

  @ApiPropertyOptional({ description: 'Safe methods only.', example: false })
  @Optional()
  @IsBoolean()
  readOnly?: boolean;

  @ApiPropertyOptional({
    maxLength: 200,
    description: 'What, or whose, it is, in words.',
    example: 'iPhone of Ada',
  })
  @Optional()
  @IsString()
  @MaxLength(200)
  label?: string;

  @ApiPropertyOptional({
    type: 'string',
    minLength: 1,
    maxLength: BLOCKS_MAX_LENGTH,
    pattern: BLOCKS_PATTERN,
    description:
      'At most 100 blocks that the client address must be in, separated by commas. What they have in common with those of its parent holds; nothing in common is refused.',
    example: '203.0.113.0/24',
  })
  @Optional()
  @IsString()
  @MaxLength(BLOCKS_MAX_LENGTH)
  cidr?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_RATE_PER_MINUTE,
    description: 'Requests a minute. Each of them counts against the limit of its parent too.',
    example: 60,
  })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(MAX_RATE_PER_MINUTE)
  rateLimitPerMinute?: number;

  @ApiPropertyOptional({
    type: 'string',
    format: 'uuid',
    description:
      'The one chat it reaches, which its parent sees; left out: all that its parent sees.',
    example: '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f61',
  })
  @Optional()
  @Matches(UUID_PATTERN, { message: '$property must be a UUID' })
  chatId?: string;

  @ApiPropertyOptional({
    type: 'string',
    pattern: THUMBPRINT.source,
    description:
      'Thumbprint (RFC 7638, SHA-256) of the key that must prove each use (RFC 9449); left out: a bearer token.',
    example: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I',
  })
  @Optional()
  @Matches(THUMBPRINT, { message: '$property must be a SHA-256 thumbprint in base64url' })
  dpopJkt?: string;

  @ApiPropertyOptional(TOKEN_DATA_SCHEMA)
  @Optional()
  @IsTokenData()
  data?: object;

  [FIND_PROBLEMS](now: Date): ErrorDetail[] {
    return findMalformed({ cidr: this.cidr }, now);
  }
}
