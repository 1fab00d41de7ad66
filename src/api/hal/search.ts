import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { Optional } from '../validation/optional.js';

/** A parameter with words to search for. @param description which rows have them */
export const Search = (description: string, example: string) =>
  applyDecorators(
    ApiPropertyOptional({ minLength: 1, maxLength: 100, description, example }),
    Optional(),
    IsString(),
    MinLength(1),
    MaxLength(100),
  );

/** Filters by texts that contain each word of the search, in upper or lower case. */
export function searchIn<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  texts: string[],
  search: string | undefined,
): void {
  if (search === undefined) return;
  query.andWhere(
    `NOT EXISTS (
      SELECT FROM unnest(CAST(:words AS text[])) word
      WHERE position(lower(word) IN lower(concat_ws(' ', ${texts.join(', ')}))) = 0)`,
    { words: search.split(/\s+/) },
  );
}
