import { ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import type { ErrorDetail } from '../../../platform/errors/domain-error.js';
import { UUID_PATTERN } from '../../../platform/ids/id.js';
import { Optional } from '../../../api/validation/optional.js';
import { FIND_PROBLEMS } from '../../../api/validation/whole-check.js';
import type { WholeCheck } from '../../../api/validation/whole-check.js';
import { BLOCKS_MAX_LENGTH, BLOCKS_PATTERN } from '../../../admission/credentials/cidr-blocks.js';
import { IsTokenData, TOKEN_DATA_SCHEMA } from '../../dto/token-data.js';
import { findMalformed } from '../../restrictions/token-restrictions.js';

export const DEFAULT_LIFETIME_SECONDS = 3_600;
const MIN_LIFETIME_SECONDS = 60;
const MAX_LIFETIME_SECONDS = 86_400;
const MAX_RATE_PER_MINUTE = 1_000_000;
/** SHA-256 in base64url (RFC 7638, section 3; RFC 9449, section 6.1). */
const THUMBPRINT = /^[0-9A-Za-z_-]{43}$/;

@ApiSchema({ description: 'The settings of a child token. The settings of the parent limit them.' })
export class DeriveTokenDto implements WholeCheck {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: MIN_LIFETIME_SECONDS,
    maximum: MAX_LIFETIME_SECONDS,
    description:
      'The lifetime in seconds. Defaults to 3,600. The token ends earlier if its parent ends, or the secret that it was derived with.',
    example: 3_600,
  })
  @Optional()
  @IsInt()
  @Min(MIN_LIFETIME_SECONDS)
  @Max(MAX_LIFETIME_SECONDS)
  expiresIn?: number;

  @ApiPropertyOptional({
    description: 'Whether the token allows safe methods only.',
    example: false,
  })
  @Optional()
  @IsBoolean()
  readOnly?: boolean;

  @ApiPropertyOptional({
    maxLength: 200,
    description: 'A label, such as the device or the person that uses the token.',
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
      'Up to 100 CIDR blocks from which the token can be used, separated by commas. A block with host bits, such as `10.1.1.1/8`, is refused. The token gets the overlap with the blocks of its parent. Blocks without an overlap are refused.',
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
    description:
      'The rate limit in requests per minute. Each request counts toward the limit of the parent too.',
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
      'The chat to limit the token to, which its parent must reach. Omit it to reach every chat that the parent reaches.',
    example: '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f61',
  })
  @Optional()
  @Matches(UUID_PATTERN, { message: '$property must be a UUID' })
  chatId?: string;

  @ApiPropertyOptional({
    type: 'string',
    pattern: THUMBPRINT.source,
    description:
      'The thumbprint (RFC 7638, SHA-256) of the key that must sign a DPoP proof (RFC 9449) for each use. Omit it for a bearer token.',
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
