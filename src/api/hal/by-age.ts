import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { TIME } from '../openapi/properties.js';
import { IsDateTime } from '../validation/date-time.js';
import { Optional } from '../validation/optional.js';

/** A parameter with a time. */
export const TimeFilter = (description: string) =>
  applyDecorators(ApiPropertyOptional({ ...TIME, description }), Optional(), IsDateTime());

export const AGE_SORTS = ['createdAt', '-createdAt'] as const;
export type AgeSort = (typeof AGE_SORTS)[number];

/** The order of a collection whose ids begin with the time of creation. */
export const SortByAge = () =>
  applyDecorators(
    ApiPropertyOptional({
      enum: AGE_SORTS,
      enumName: 'AgeSort',
      description: 'The order, with `-` for descending. By default, `-createdAt`.',
      example: 'createdAt',
    }),
    Optional(),
    IsIn(AGE_SORTS),
  );

/** A cursor belongs to one sort: another one refuses it. */
export function byAge(sort: AgeSort | undefined): { order: 'ASC' | 'DESC'; collection?: string } {
  return sort === 'createdAt' ? { order: 'ASC', collection: sort } : { order: 'DESC' };
}
