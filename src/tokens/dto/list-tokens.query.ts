import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsString, MaxLength, MinLength } from 'class-validator';
import { IsNaturalId, NATURAL_ID_SCHEMA } from '../../platform/ids/natural-id.js';
import { Optional } from '../../api/validation/optional.js';
import { QueryBoolean } from '../../api/validation/query-values.js';
import { IsDateTime } from '../../api/validation/date-time.js';
import { Embed } from '../../api/hal/embed.js';
import { PageQuery } from '../../api/hal/page.query.js';
import {
  LISTED_TOKEN_EMBEDS,
  SHOWN_TOKEN_STATUSES,
  TOKEN_TYPES,
} from '../../admission/credentials/token.types.js';
import type { ShownTokenStatus, TokenType } from '../../admission/credentials/token.types.js';
import { TOKEN_SORTS } from '../inventory/token-sort.js';
import type { TokenSort } from '../inventory/token-sort.js';
import { IsTokenTag, TAG_SCHEMA } from './token-tags.js';

export class ListTokensQuery extends PageQuery {
  @ApiPropertyOptional({
    maxLength: 127,
    description: 'Returns only tokens of this assistant (UUID or natural id).',
    example: 'team:sales-assistant',
  })
  @Optional()
  @IsString()
  @MaxLength(127)
  assistantId?: string;

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: 100,
    description:
      'Words. Returns only tokens of which the name, the notes, the masked value or the owner have words that begin with them. To search for a masked value, send it as the list shows it. The service refuses more of a value.',
    example: 'crm prod',
  })
  @Optional()
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  q?: string;

  @ApiPropertyOptional({
    ...NATURAL_ID_SCHEMA,
    description: 'Returns only tokens of this user or service account.',
    example: 'admin',
  })
  @Optional()
  @IsNaturalId()
  ownerId?: string;

  @ApiPropertyOptional({
    ...NATURAL_ID_SCHEMA,
    description:
      'Returns only tokens for assistants of this team, and tokens of its service accounts. If you are `admin` in the team, you see all of them, and as `editor` those for its assistants. Otherwise you see your own.',
    example: 'team',
  })
  @Optional()
  @IsNaturalId()
  teamId?: string;

  @ApiPropertyOptional({
    ...NATURAL_ID_SCHEMA,
    description: 'Returns only tokens of this user or service account.',
    example: 'admin',
  })
  @Optional()
  @IsNaturalId()
  username?: string;

  @ApiPropertyOptional({
    enum: TOKEN_TYPES,
    enumName: 'TokenType',
    description: 'Returns only tokens of this type.',
  })
  @Optional()
  @IsIn(TOKEN_TYPES)
  type?: TokenType;

  @ApiPropertyOptional({
    description: 'Returns only tokens that are, or are not, read-only.',
    example: true,
  })
  @Optional()
  @QueryBoolean()
  @IsBoolean()
  readOnly?: boolean;

  @ApiPropertyOptional({
    enum: SHOWN_TOKEN_STATUSES,
    enumName: 'TokenStatusFilter',
    description:
      'Returns only tokens with this status. `active` includes the `suspended` and the `noncompliant` ones.',
  })
  @Optional()
  @IsIn(SHOWN_TOKEN_STATUSES)
  status?: ShownTokenStatus;

  @ApiPropertyOptional({
    ...TAG_SCHEMA,
    description: 'Returns only tokens with this tag. A key alone matches every value.',
    example: 'env=production',
  })
  @Optional()
  @IsTokenTag()
  tag?: string;

  @ApiPropertyOptional({
    type: 'string',
    format: 'date-time',
    description: 'Returns only tokens that expire before this time.',
    example: '2030-01-15T10:00:00.000Z',
  })
  @Optional()
  @IsDateTime()
  expiresBefore?: Date;

  @ApiPropertyOptional({
    type: 'string',
    format: 'date-time',
    description: 'Returns only tokens that expire at this time or later.',
    example: '2030-01-15T10:00:00.000Z',
  })
  @Optional()
  @IsDateTime()
  expiresAfter?: Date;

  @ApiPropertyOptional({
    description: 'Returns only tokens that never expire, or only those that do.',
    example: true,
  })
  @Optional()
  @QueryBoolean()
  @IsBoolean()
  neverExpires?: boolean;

  @ApiPropertyOptional({
    type: 'string',
    format: 'date-time',
    description: 'Returns only tokens that nobody has used since this time, and that are older.',
    example: '2026-01-15T10:00:00.000Z',
  })
  @Optional()
  @IsDateTime()
  unusedSince?: Date;

  @ApiPropertyOptional({
    description: 'Returns only tokens that were never used, or only those that were.',
    example: true,
  })
  @Optional()
  @QueryBoolean()
  @IsBoolean()
  neverUsed?: boolean;

  @ApiPropertyOptional({
    type: 'string',
    format: 'date-time',
    description: 'Returns only tokens that were created before this time.',
    example: '2026-01-15T10:00:00.000Z',
  })
  @Optional()
  @IsDateTime()
  createdBefore?: Date;

  @ApiPropertyOptional({
    type: 'string',
    format: 'date-time',
    description: 'Returns only tokens that were created at this time or later.',
    example: '2026-01-15T10:00:00.000Z',
  })
  @Optional()
  @IsDateTime()
  createdAfter?: Date;

  @ApiPropertyOptional({
    description: 'Returns only tokens of which a retired secret was presented, or only the others.',
    example: true,
  })
  @Optional()
  @QueryBoolean()
  @IsBoolean()
  reused?: boolean;

  @ApiPropertyOptional({
    description:
      'Returns only tokens for an assistant of a team that their owner has left, or only the others. An owner who comes back has not left.',
    example: true,
  })
  @Optional()
  @QueryBoolean()
  @IsBoolean()
  ownerLeft?: boolean;

  @ApiPropertyOptional({
    enum: TOKEN_SORTS,
    enumName: 'TokenSort',
    description:
      'The order, with `-` for descending. By default, the newest tokens come first. A token that never expires comes after all that do, and one that was never used before all that were.',
    example: '-lastUsedAt',
  })
  @Optional()
  @IsIn(TOKEN_SORTS)
  sort?: TokenSort;

  @Embed(LISTED_TOKEN_EMBEDS)
  embed?: string[];
}

export class ListAssistantTokensQuery extends PageQuery {
  @ApiPropertyOptional({
    enum: SHOWN_TOKEN_STATUSES,
    enumName: 'TokenStatusFilter',
    description:
      'Returns only tokens with this status. `active` includes the `suspended` and the `noncompliant` ones. Defaults to `active`.',
  })
  @Optional()
  @IsIn(SHOWN_TOKEN_STATUSES)
  status?: ShownTokenStatus;

  @Embed(LISTED_TOKEN_EMBEDS)
  embed?: string[];
}
