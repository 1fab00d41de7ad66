import { v7 } from 'uuid';

/** A UUID v7: sorts by the moment it was made. */
export function newId(): string {
  return v7();
}

/** In the document, whose patterns know no flags. */
export const UUID_TEXT = '[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}';

export const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(value: string): boolean {
  return UUID_PATTERN.test(value);
}
