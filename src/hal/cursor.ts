import { DomainError } from '../common/domain-error.js';

/** Where a page begins: after or before a key, whose offset is known, or at the last page. */
export type Cursor = { at: 'after' | 'before'; key: string; start: number } | { at: 'last' };

export class InvalidCursorError extends DomainError {
  constructor() {
    super('invalid_cursor', 'The cursor is not one that this collection handed out.');
  }
}

/** What the cursors of a collection have in common. */
export interface CursorFormat {
  /** Cursors of another collection are refused. */
  collection: string;
  /** Pattern of a key, so that a forged cursor cannot reach the database. */
  keyPattern: RegExp;
}

export function encodeCursor(cursor: Cursor, { collection }: CursorFormat): string {
  const place = cursor.at === 'last' ? [cursor.at] : [cursor.at, cursor.start, cursor.key];
  return Buffer.from(JSON.stringify([collection, ...place])).toString('base64url');
}

/** @throws InvalidCursorError */
export function decodeCursor(text: string, { collection, keyPattern }: CursorFormat): Cursor {
  const [of, at, start, key] = parse(text);
  if (of !== collection) throw new InvalidCursorError();
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
