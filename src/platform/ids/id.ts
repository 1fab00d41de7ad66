import { v7 } from 'uuid';

/** A UUID v7, which sorts by the time of its creation. */
export function newId(): string {
  return v7();
}

/** For the OpenAPI document, whose patterns have no flags. */
export const UUID_TEXT = '[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}';

export const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(value: string): boolean {
  return UUID_PATTERN.test(value);
}
