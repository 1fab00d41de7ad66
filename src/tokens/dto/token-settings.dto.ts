import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { IsDateTime } from '../../api/validation/date-time.js';
import { Optional, OptionalOrNull } from '../../api/validation/optional.js';
import { FIND_PROBLEMS } from '../../api/validation/whole-check.js';
import type { WholeCheck } from '../../api/validation/whole-check.js';
import type { ErrorDetail } from '../../platform/errors/domain-error.js';
import { BLOCKS_MAX_LENGTH, BLOCKS_PATTERN } from '../../admission/credentials/cidr-blocks.js';
import { HOST_CHARACTERS, HOST_MAX_LENGTH } from '../../admission/credentials/origin-host.js';
import { findMalformed } from '../restrictions/token-restrictions.js';
import type { RequestedRestrictions } from '../restrictions/token-restrictions.js';
import { ON_REUSE, RESTRICT_KINDS } from '../../admission/credentials/token.types.js';
import type { OnReuse, RestrictKind } from '../../admission/credentials/token.types.js';
import { IsTokenData, TOKEN_DATA_SCHEMA } from './token-data.js';
import { IsTokenName, NAME_SCHEMA } from './token-name.js';
import { AreTokenTags, TAGS_SCHEMA } from './token-tags.js';

const MAX_RATE_PER_MINUTE = 1_000_000;

/** The settings that clients choose when they create or update a token. */
export class TokenSettingsDto implements RequestedRestrictions, WholeCheck {
  @ApiPropertyOptional({
    ...NAME_SCHEMA,
    description: 'The name of the token. Defaults to the first line of the notes.',
    example: 'Nightly report',
  })
  @Optional()
  @IsTokenName()
  name?: string;

  @ApiPropertyOptional({
    ...TAGS_SCHEMA,
    description: 'Tags, each of the form `key` or `key=value`.',
    example: ['crm', 'env=production'],
  })
  @Optional()
  @AreTokenTags()
  tags?: string[];

  @ApiPropertyOptional({
    maxLength: 1_000,
    description: 'Notes about the token.',
    example: 'Production API integration',
  })
  @Optional()
  @IsString()
  @MaxLength(1_000)
  notes?: string;

  @ApiPropertyOptional({
    description: 'Whether the token allows safe methods only.',
    example: false,
  })
  @Optional()
  @IsBoolean()
  readOnly?: boolean;

  @ApiPropertyOptional({
    enum: RESTRICT_KINDS,
    enumName: 'RestrictKind',
    nullable: true,
    description: 'Whether `cidr` or `host` restricts the use of the token.',
    example: 'cidr',
  })
  @OptionalOrNull()
  @IsIn(RESTRICT_KINDS)
  restrict?: RestrictKind | null;

  @ApiPropertyOptional({
    type: 'string',
    nullable: true,
    minLength: 1,
    maxLength: BLOCKS_MAX_LENGTH,
    pattern: BLOCKS_PATTERN,
    description:
      'Up to 100 CIDR blocks (IPv4 or IPv6) from which the token can be used, separated by commas. A block with host bits, such as `10.1.1.1/8`, is refused. Requires `restrict: "cidr"`.',
    example: '203.0.113.0/24,2001:db8::/32',
  })
  @OptionalOrNull()
  @IsString()
  @MaxLength(BLOCKS_MAX_LENGTH)
  cidr?: string | null;

  @ApiPropertyOptional({
    type: 'string',
    nullable: true,
    minLength: 1,
    maxLength: HOST_MAX_LENGTH,
    pattern: HOST_CHARACTERS,
    description:
      'The host that the `Origin` header must name, on any port unless you give one. Requires `restrict: "host"`.',
    example: 'app.example.com',
  })
  @OptionalOrNull()
  @IsString()
  @MaxLength(HOST_MAX_LENGTH)
  host?: string | null;

  @ApiPropertyOptional({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'When the token expires. Must be in the future. Null if it does not expire.',
    example: '2030-01-15T10:00:00.000Z',
  })
  @OptionalOrNull()
  @IsDateTime()
  expiresAt?: Date | null;

  @ApiPropertyOptional({
    type: 'integer',
    nullable: true,
    minimum: 1,
    maximum: MAX_RATE_PER_MINUTE,
    description:
      'The rate limit in requests per minute. Null if the token has no limit of its own.',
    example: 600,
  })
  @OptionalOrNull()
  @IsInt()
  @Min(1)
  @Max(MAX_RATE_PER_MINUTE)
  rateLimitPerMinute?: number | null;

  @ApiPropertyOptional({
    enum: ON_REUSE,
    enumName: 'OnReuse',
    description:
      'What the service does on reuse, which means that somebody presents a retired secret. `alert` records it. `revoke` also revokes the token. Defaults to `alert`.',
    example: 'alert',
  })
  @Optional()
  @IsIn(ON_REUSE)
  onReuse?: OnReuse;

  @ApiPropertyOptional(TOKEN_DATA_SCHEMA)
  @Optional()
  @IsTokenData()
  data?: object;

  [FIND_PROBLEMS](now: Date): ErrorDetail[] {
    return findMalformed(this, now);
  }
}
