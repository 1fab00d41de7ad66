import type { EntityTag } from './entity-tag.js';

/** The value of `If-Match` or `If-None-Match`. */
export type EntityTagList = '*' | EntityTag[];

/** One element of the list, possibly empty (RFC 9110, section 5.6.1.2), with the comma after it. */
const ELEMENT = /[ \t]*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*)?(?:,|$)/y;

/** @returns `null` if the header is malformed (RFC 9110, section 13.1) */
export function parseEntityTags(header: string): EntityTagList | null {
  if (header === '*') return '*';
  const tags: EntityTag[] = [];
  ELEMENT.lastIndex = 0;
  do {
    const found = ELEMENT.exec(header);
    if (found === null) return null;
    const [, weak, opaque] = found;
    if (opaque !== undefined) tags.push({ weak: weak !== undefined, opaque });
  } while (ELEMENT.lastIndex < header.length);
  return tags.length === 0 ? null : tags;
}
