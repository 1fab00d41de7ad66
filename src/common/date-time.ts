import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsDate } from 'class-validator';

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/i;

/** A time in RFC 3339 becomes a `Date`; anything else is left to be refused. */
export const IsDateTime = () =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && RFC_3339.test(value) ? new Date(value) : value,
    ),
    IsDate({ message: '$property must be a time in RFC 3339, such as 2030-01-15T10:00:00.000Z' }),
  );
