import { pageLinks } from '../../api/hal/collection.js';
import type { HalResource } from '../../api/hal/hal.types.js';
import { addressOf, link } from '../../api/hal/links.js';
import type { Page } from '../../api/hal/page.js';
import type { UsageGroup } from '../spend/groups/usage-groups.repository.js';
import { NO_SPEND, spendOf } from '../spend/usage/spend-counts.js';
import type { UsageDayResource, UsageGroupResource, UsageResource } from './dto/usage.resource.js';
import type { UsageQuery } from './dto/usage.query.js';
import { NO_USE, sumOf } from './usage-counts.js';
import type { UsageView } from './usage.service.js';
import { formatUtcDay } from './utc-day.js';
import type { UtcDay } from './utc-day.js';

/**
 * @param path of the usage, with the id in the form of the request
 * @param requested the query from the request: the link `self` repeats it
 */
export function assembleUsage(
  { period: { from, to }, days, spend, currency, groups }: UsageView,
  path: string,
  requested: UsageQuery,
): UsageResource & HalResource {
  const used = new Map(days.map(({ day, ...counts }) => [day, counts]));
  const assembleDay = (day: UtcDay): UsageDayResource => ({
    day: formatUtcDay(day),
    ...(used.get(day) ?? NO_USE),
    ...spendOf(spend.days.get(day) ?? NO_SPEND, currency),
  });
  const query = written(requested);
  return {
    from: formatUtcDay(from),
    to: formatUtcDay(to),
    currency,
    totals: { ...sumOf(days), ...spendOf(spend.total, currency) },
    days: Array.from({ length: to - from + 1 }, (_, index) => assembleDay(from + index)),
    ...(groups && assembleGroups(groups, currency)),
    _links: groups
      ? pageLinks(path, query, groups)
      : { self: link(addressOf(path, Object.entries(query))) },
  };
}

function assembleGroups({ rows, start, total }: Page<UsageGroup>, currency: string | null) {
  const groups = rows.map(({ key, name, ...sums }): UsageGroupResource => ({
    key,
    name,
    ...spendOf(sums, currency),
  }));
  return { groups, start, count: groups.length, total };
}

/** The query as the client wrote it. */
function written({ from, to, ...others }: UsageQuery): Record<string, unknown> {
  return {
    ...(from !== undefined && { from: formatUtcDay(from) }),
    ...(to !== undefined && { to: formatUtcDay(to) }),
    ...others,
  };
}
