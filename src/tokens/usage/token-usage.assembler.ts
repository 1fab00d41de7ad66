import { formatUtcDay } from './utc-day.js';
import type { UtcDay } from './utc-day.js';
import { addressOf, link, paths } from '../../api/hal/links.js';
import type { TokenUsageResource, UsageDayResource } from './dto/token-usage.resource.js';
import { NO_USE, sumOf } from './usage-counts.js';
import type { RequestedPeriod } from './usage-period.js';
import type { TokenUsageView } from './usage.service.js';

/**
 * @param ref the id from the request: the links use the same form
 * @param requested the query from the request: the link `self` repeats it
 */
export function assembleTokenUsage(
  { tokenId, period: { from, to }, days }: TokenUsageView,
  ref: string,
  requested: RequestedPeriod,
): TokenUsageResource {
  const used = new Map(days.map(({ day, ...counts }) => [day, counts]));
  const assembleDay = (day: UtcDay): UsageDayResource => ({
    day: formatUtcDay(day),
    ...(used.get(day) ?? NO_USE),
  });
  return {
    tokenId,
    from: formatUtcDay(from),
    to: formatUtcDay(to),
    totals: sumOf(days),
    days: Array.from({ length: to - from + 1 }, (_, index) => assembleDay(from + index)),
    _links: {
      self: link(addressOf(paths.tokenUsage(ref), writtenDays(requested))),
      'inf:token': link(paths.token(ref)),
    },
  };
}

function writtenDays(requested: RequestedPeriod): [string, unknown][] {
  return Object.entries(requested).map(([end, day]) => [
    end,
    day === undefined ? undefined : formatUtcDay(day),
  ]);
}
