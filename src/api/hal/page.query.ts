import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { QueryInteger } from '../validation/query-values.js';
import { decodeCursor } from './cursor.js';
import { DEFAULT_LIMIT, MAX_LIMIT } from './page.js';
import type { PageRequest } from './page.js';
import { InvalidRequestError } from '../../platform/errors/request.errors.js';

const MAX_START = 2_147_483_647;

export class PageQuery {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: MAX_START,
    description:
      'The offset of the first item. To read many pages, follow the links `next` instead, which are equally fast at any depth.',
    example: 0,
  })
  @IsOptional()
  @QueryInteger()
  @IsInt()
  @Min(0)
  @Max(MAX_START)
  start?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_LIMIT,
    default: DEFAULT_LIMIT,
    description: 'The maximum number of items in a page.',
    example: 30,
  })
  @IsOptional()
  @QueryInteger()
  @IsInt()
  @Min(1)
  @Max(MAX_LIMIT)
  limit?: number;

  @ApiPropertyOptional({
    maxLength: 256,
    description:
      'An opaque cursor from a link `next`, `prev` or `last`. Do not combine it with `start`.',
    example: 'WyJ0b2tlbiIsImxhc3QiXQ',
  })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  cursor?: string;
}

/** @throws InvalidRequestError, InvalidCursorError */
export function toPageRequest({ start, limit, cursor }: PageQuery): PageRequest {
  if (start !== undefined && cursor !== undefined) {
    throw new InvalidRequestError('Send either start or cursor, not both.');
  }
  return {
    start: start ?? 0,
    limit: limit ?? DEFAULT_LIMIT,
    cursor: cursor === undefined ? undefined : decodeCursor(cursor),
  };
}
