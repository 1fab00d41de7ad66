import { ApiPropertyOptional, ApiSchema, PickType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsObject,
  IsUUID,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { Optional } from '../../api/validation/optional.js';
import { FIND_PROBLEMS } from '../../api/validation/whole-check.js';
import type { WholeCheck } from '../../api/validation/whole-check.js';
import type { ErrorDetail } from '../../platform/errors/domain-error.js';
import { UUID_TEXT } from '../../platform/ids/id.js';
import { ListTokensQuery } from '../dto/list-tokens.query.js';

/** The largest number of tokens in one request. */
export const MAX_SELECTED = 10_000;

@ApiSchema({ description: 'Filters as in `GET /api/tokens`. A token must match all of them.' })
export class TokenFilterDto extends PickType(ListTokensQuery, [
  'q',
  'assistantId',
  'ownerId',
  'teamId',
  'username',
  'type',
  'readOnly',
  'status',
  'tag',
  'expiresBefore',
  'expiresAfter',
  'neverExpires',
  'unusedSince',
  'neverUsed',
  'createdBefore',
  'createdAfter',
  'reused',
  'ownerLeft',
] as const) {}

@ApiSchema({
  description: 'The tokens to change: either `ids`, or `filter` together with `expectedCount`.',
})
export class TokenSelectionDto implements WholeCheck {
  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'string', pattern: `^${UUID_TEXT}$` },
    minItems: 1,
    maxItems: MAX_SELECTED,
    uniqueItems: true,
    description: 'The ids of the tokens.',
    example: ['0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60'],
  })
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_SELECTED)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  ids?: string[];

  @ApiPropertyOptional({ type: TokenFilterDto, description: 'Selects tokens that you can list.' })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => TokenFilterDto)
  filter?: TokenFilterDto;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: MAX_SELECTED,
    description:
      'How many tokens the filter must match. If it matches another number, nothing changes and the response is 409.',
    example: 12,
  })
  @Optional()
  @IsInt()
  @Min(0)
  @Max(MAX_SELECTED)
  expectedCount?: number;

  [FIND_PROBLEMS](): ErrorDetail[] {
    const { ids, filter, expectedCount } = this;
    if (ids === undefined && filter === undefined) {
      return [{ field: 'ids', message: 'ids or filter is required' }];
    }
    if (ids !== undefined && filter !== undefined) {
      return [{ field: 'filter', message: 'filter cannot be combined with ids' }];
    }
    if (filter !== undefined && expectedCount === undefined) {
      return [{ field: 'expectedCount', message: 'expectedCount is required with filter' }];
    }
    return [];
  }
}
