import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsDate } from 'class-validator';

const RFC_3339 =
  /^(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/i;

/** RFC 3339 cannot express this year in UTC, but a time with an offset can reach it. */
const YEAR_10000 = Date.UTC(10_000, 0);

/** Turns a time in RFC 3339 into a `Date`. Leaves other values for the validator to refuse. */
export const IsDateTime = () =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (isDateTime(value) ? new Date(value) : value)),
    IsDate({ message: '$property must be a time in RFC 3339, such as 2030-01-15T10:00:00.000Z' }),
  );

function isDateTime(value: unknown): value is string {
  const day = typeof value === 'string' ? RFC_3339.exec(value)?.[1] : undefined;
  return day !== undefined && isInCalendar(day) && Date.parse(value as string) < YEAR_10000;
}

/** Checks the day, because JavaScript turns February 30 into March 2. */
function isInCalendar(day: string): boolean {
  const date = new Date(day);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
