import { DomainError } from '../common/domain-error.js';

/** Where a page begins: an offset, after or before a key, or at the end of the collection. */
export type Cursor =
  | { at: 'start'; start: number }
  | { at: 'after' | 'before'; key: string; start: number }
  | { at: 'last' };

export class InvalidCursorError extends DomainError {
  constructor() {
    super('invalid_cursor', 'The cursor is not one that this collection handed out.');
  }
}

export function encodeCursor(cursor: Cursor): string {
  const parts =
    cursor.at === 'last' ? ['last'] : [cursor.at, cursor.start, 'key' in cursor ? cursor.key : ''];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** @throws InvalidCursorError */
export function decodeCursor(text: string, keyPattern: RegExp): Cursor {
  const [at, start, key] = parse(text);
  if (at === 'last') return { at };
  if (
    (at === 'after' || at === 'before') &&
    typeof start === 'number' &&
    Number.isSafeInteger(start) &&
    start >= 0 &&
    typeof key === 'string' &&
    keyPattern.test(key)
  ) {
    return { at, start, key };
  }
  throw new InvalidCursorError();
}

function parse(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(value)) return value;
  } catch {
    throw new InvalidCursorError();
  }
  throw new InvalidCursorError();
}
