import type { HalResource, Links } from './hal.types.js';
import { addressOf, link } from './links.js';
import { DEFAULT_LIMIT } from './page.js';
import type { Page } from './page.js';

export interface Collection<T extends HalResource> extends HalResource {
  _embedded: Record<string, T[]>;
  start: number;
  count: number;
  total: number;
  totalIsEstimate?: true;
}

interface CollectionParts<R, T> {
  relation: string;
  path: string;
  /** The query of the request. The link `self` repeats it; the other links keep its filters. */
  query: Record<string, unknown>;
  page: Page<R>;
  assemble: (row: R) => T;
}

const PAGING = new Set(['start', 'limit', 'cursor']);

export function assembleCollection<R, T extends HalResource>({
  relation,
  path,
  query,
  page,
  assemble,
}: CollectionParts<R, T>): Collection<T> {
  return {
    _links: pageLinks(path, query, page),
    _embedded: { [relation]: page.rows.map(assemble) },
    start: page.start,
    count: page.rows.length,
    total: page.total,
    ...(page.totalIsEstimate && { totalIsEstimate: true }),
  };
}

export function pageLinks<R>(path: string, query: Record<string, unknown>, page: Page<R>): Links {
  const filters = Object.entries(query).filter(([name]) => !PAGING.has(name));
  const limit: [string, unknown][] = page.limit === DEFAULT_LIMIT ? [] : [['limit', page.limit]];
  const at = (cursor: string) => link(addressOf(path, [...filters, ...limit, ['cursor', cursor]]));
  return {
    self: link(addressOf(path, Object.entries(query))),
    first: link(addressOf(path, [...filters, ...limit])),
    ...(page.prev && { prev: at(page.prev) }),
    ...(page.next && { next: at(page.next) }),
    ...(page.last && { last: at(page.last) }),
  };
}
