import type { Request } from 'express';
import { isRead } from './answer-tag.js';
import { parseEntityTags } from './entity-tag-list.js';

const WEAK = 'W/';

/**
 * Whether the client's copy is up to date. Uses the weak comparison. A malformed `If-None-Match`
 * matches nothing.
 *
 * https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
 */
export function isNotModified({ headers, method }: Request, tag: string): boolean {
  const header = headers['if-none-match'];
  if (header === undefined || !isRead(method)) return false;
  if (header === tag) return true;
  const tags = parseEntityTags(header);
  if (tags === '*' || tags === null) return tags === '*';
  const strong = tag.startsWith(WEAK) ? tag.slice(WEAK.length) : tag;
  return tags.some(({ opaque }) => `"${opaque}"` === strong);
}
