import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsInt } from 'class-validator';

const DAY_MS = 86_400_000;
const WRITTEN = /^\d{4}-\d{2}-\d{2}$/;
/** Excludes days before 1970; `format: date` does the rest. */
export const UTC_DAY_PATTERN = '^(19[7-9]|[2-9][0-9]{2})[0-9]-[0-9]{2}-[0-9]{2}$';

/** A day in UTC, as the number of days since 1970-01-01. */
export type UtcDay = number;

export function utcDayOf(moment: Date): UtcDay {
  return Math.floor(moment.getTime() / DAY_MS);
}

/** @returns for example `2026-11-24` */
export function formatUtcDay(day: UtcDay): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** @returns `null` if the text is not a day of the calendar, or is before 1970 */
export function parseUtcDay(text: string): UtcDay | null {
  const day = WRITTEN.test(text) ? Date.parse(text) / DAY_MS : NaN;
  return day >= 0 && formatUtcDay(day) === text ? day : null;
}

/**
 * Turns a day such as `2026-11-24` into a `UtcDay`. Leaves other values for the validator to
 * refuse.
 */
export const IsUtcDay = () =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (parseUtcDay(value) ?? value) : value,
    ),
    IsInt({ message: '$property must be a day from 1970 on, such as 2026-11-24' }),
  );
