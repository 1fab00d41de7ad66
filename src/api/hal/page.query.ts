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
      'Offset of the first item. For deep pages follow `next`: it costs the same at any depth.',
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
    description: 'Items in a page.',
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
    description: 'Opaque; from a `next`, `prev` or `last` link. Not together with `start`.',
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
    throw new InvalidRequestError('Give either start or cursor, not both.');
  }
  return {
    start: start ?? 0,
    limit: limit ?? DEFAULT_LIMIT,
    cursor: cursor === undefined ? undefined : decodeCursor(cursor),
  };
}
