import type { Call } from './call.js';

export function urlOf(baseUrl: string, { path, query = {} }: Pick<Call, 'path' | 'query'>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) search.set(name, String(value));
  }
  const text = search.toString();
  return baseUrl + path + (text === '' ? '' : `?${text}`);
}

/** @returns the URL without a trailing slash, to append paths. @throws TypeError */
export function baseUrlOf(text: string | URL): string {
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new TypeError('The address of the service begins with https:// or http://.');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new TypeError('The address of the service has no credential, no query and no fragment.');
  }
  return url.href.replace(/\/+$/, '');
}
