import type { Request } from 'express';
import { isRead } from './answer-tag.js';
import { parseEntityTags } from './entity-tag-list.js';

const WEAK = 'W/';

/**
 * Does a client that reads have what this tag is of? The comparison is weak; a header that is malformed names
 * nothing that the client could have.
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
