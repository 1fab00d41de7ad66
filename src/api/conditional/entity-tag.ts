import { hash } from 'node:crypto';

/** Characters of base64url, which are 96 bits. */
const PART_LENGTH = 16;
const SEPARATOR = '.';

/** https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3 */
export interface EntityTag {
  weak: boolean;
  /** Without the quotes. */
  opaque: string;
}

export function digestPart(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, PART_LENGTH);
}

/**
 * The tag of a resource that clients can change. It combines the state of the resource with the
 * representation that this caller gets.
 *
 * @param text the representation; `null` if caches must not store it, so that nobody revalidates it
 */
export function stateTag(state: string, text: string | null): string {
  return `"${state}${SEPARATOR}${text === null ? '' : digestPart(text)}"`;
}

/** The tag of something without a state, such as a list. It cannot be used in `If-Match`. */
export function weakTag(text: string): string {
  return `W/"${digestPart(text)}"`;
}

/** @returns undefined for a weak tag, which has no state */
export function stateIn({ weak, opaque }: EntityTag): string | undefined {
  return weak ? undefined : opaque.split(SEPARATOR, 1)[0];
}
