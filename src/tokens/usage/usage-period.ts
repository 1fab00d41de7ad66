import { ValidationError } from '../../platform/errors/domain-error.js';
import type { UtcDay } from './utc-day.js';

export const DEFAULT_DAYS = 30;
export const MAX_DAYS = 366;

/** Both days are included. */
export interface UsagePeriod {
  from: UtcDay;
  to: UtcDay;
}

/** A period from a request, which may omit either end. */
export type RequestedPeriod = { [End in keyof UsagePeriod]?: UsagePeriod[End] | undefined };

/** @throws ValidationError if the period ends before it begins or is too long */
export function periodOf(requested: RequestedPeriod, today: UtcDay): UsagePeriod {
  const { to = today } = requested;
  const { from = to - DEFAULT_DAYS + 1 } = requested;
  if (from > to) throw wrong('from must not be after to');
  if (to - from >= MAX_DAYS) throw wrong(`from must be at most ${MAX_DAYS} days before the end`);
  return { from, to };
}

function wrong(message: string): ValidationError {
  return new ValidationError([{ field: 'from', message }]);
}
