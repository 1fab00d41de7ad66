import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsString, MaxLength } from 'class-validator';
import { IsNaturalId, NATURAL_ID_SCHEMA } from '../../platform/ids/natural-id.js';
import { Optional } from '../../api/validation/optional.js';
import { QueryBoolean } from '../../api/validation/query-values.js';
import { Embed } from '../../api/hal/embed.js';
import { PageQuery } from '../../api/hal/page.query.js';
import {
  LISTED_TOKEN_EMBEDS,
  TOKEN_STATUSES,
  TOKEN_TYPES,
} from '../../admission/credentials/token.types.js';
import type { TokenStatus, TokenType } from '../../admission/credentials/token.types.js';

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
    ...NATURAL_ID_SCHEMA,
    description: 'Returns only tokens of this user.',
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
    enum: TOKEN_STATUSES,
    enumName: 'TokenStatus',
    description: 'Returns only tokens with this status.',
  })
  @Optional()
  @IsIn(TOKEN_STATUSES)
  status?: TokenStatus;

  @Embed(LISTED_TOKEN_EMBEDS)
  embed?: string[];
}

export class ListAssistantTokensQuery extends PageQuery {
  @ApiPropertyOptional({
    enum: TOKEN_STATUSES,
    enumName: 'TokenStatus',
    description: 'Returns only tokens with this status. Defaults to `active`.',
  })
  @Optional()
  @IsIn(TOKEN_STATUSES)
  status?: TokenStatus;

  @Embed(LISTED_TOKEN_EMBEDS)
  embed?: string[];
}
