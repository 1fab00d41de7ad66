import { v7 } from 'uuid';

/** A UUID v7, which sorts by the time of its creation. */
export function newId(): string {
  return v7();
}

let sequence = 0;

/** A UUID v7 of that moment. Those that this process makes for the same millisecond sort by their making. */
export function newIdAt(at: Date): string {
  sequence = (sequence + 1) >>> 0;
  return v7({ msecs: at.getTime(), seq: sequence });
}

/** The least UUID v7 of that moment and later. */
export function uuidFrom(moment: Date): string {
  const hex = Math.max(0, moment.getTime()).toString(16).padStart(12, '0').slice(-12);
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/** For the OpenAPI document, whose patterns have no flags. */
export const UUID_TEXT = '[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}';

export const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(value: string): boolean {
  return UUID_PATTERN.test(value);
}
