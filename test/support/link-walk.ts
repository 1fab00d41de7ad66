import type { Api } from './api.js';

interface FoundLink {
  relation: string;
  href: string;
  templated: boolean;
}

interface Resource {
  _links?: Record<string, unknown>;
  _embedded?: Record<string, unknown>;
}

/** All links of a HAL document and of what it embeds. Any other document has none. */
export function linksIn(document: unknown): FoundLink[] {
  const { _links: links = {}, _embedded: embedded = {} } = (document ?? {}) as Resource;
  const own = Object.entries(links).flatMap(([relation, one]) =>
    [one].flat().map((each) => {
      const { href, templated = false } = each as { href: string; templated?: boolean };
      return { relation, href, templated };
    }),
  );
  return [...own, ...Object.values(embedded).flat().flatMap(linksIn)];
}

/** Where the links of a HAL document lead, except templates that need the id of a resource. */
export function targetsIn(document: unknown): string[] {
  return linksIn(document)
    .map(({ href }) => href.replace('{rel}', 'rotate').replace(/\{\?[^}]*\}/, ''))
    .filter((href) => !href.includes('{'));
}

/**
 * Reads what links lead to, from one path on.
 *
 * @param api the host that the links are for
 * @returns the status of each path
 */
export async function walkLinks(api: Api, from: string): Promise<Map<string, number>> {
  const statuses = new Map<string, number>();
  const queue = [from];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (statuses.has(path)) continue;
    const { status, body } = await api.get(path);
    statuses.set(path, status);
    if (status === 200) queue.push(...targetsIn(body));
  }
  return statuses;
}

/** @returns the paths that links of a walk lead to, and where nothing is */
export function missingIn(statuses: Map<string, number>): string[] {
  return [...statuses].filter(([, status]) => status === 404).map(([path]) => path);
}

/** All links and files of an HTML page, without those to a place on the page. */
export function urlsIn(page: string): string[] {
  return [...page.matchAll(/(?:src|href)="([^"#][^"]*)"/g)].map(([, url = '']) => url);
}
