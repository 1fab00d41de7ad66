import { hash } from 'node:crypto';

/** In characters of base64url: 96 bits. */
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
 * Of a resource that clients change: its state, and what it looks like to this caller now.
 *
 * @param text the representation; null where no cache may keep it, so that nobody asks for it again
 */
export function stateTag(state: string, text: string | null): string {
  return `"${state}${SEPARATOR}${text === null ? '' : digestPart(text)}"`;
}

/** Of what has no state of its own, such as a list. No write can be bound to it. */
export function weakTag(text: string): string {
  return `W/"${digestPart(text)}"`;
}

/** @returns undefined for a weak tag, which is of no state */
export function stateIn({ weak, opaque }: EntityTag): string | undefined {
  return weak ? undefined : opaque.split(SEPARATOR, 1)[0];
}
