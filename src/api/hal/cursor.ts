import { DomainError } from '../../platform/errors/domain-error.js';

/** Where a page begins: after or before a key with a known offset, or at the last page. */
export type Cursor = { at: 'after' | 'before'; key: string; start: number } | { at: 'last' };

/** A cursor from a request. Its collection and key have not been checked yet. */
export type PresentedCursor = Cursor & { collection: string };

export class InvalidCursorError extends DomainError {
  constructor() {
    super('invalid_cursor', 'The cursor does not come from this collection.');
  }
}

/** The format of the cursors of a collection. */
export interface CursorFormat {
  /** Cursors of another collection are refused. */
  collection: string;
  /** Pattern of a key, so that a forged cursor cannot reach the database. */
  keyPattern: Pick<RegExp, 'test'>;
}

export function encodeCursor(cursor: Cursor, { collection }: CursorFormat): string {
  const place = cursor.at === 'last' ? [cursor.at] : [cursor.at, cursor.start, cursor.key];
  return Buffer.from(JSON.stringify([collection, ...place])).toString('base64url');
}

/** @throws InvalidCursorError */
export function decodeCursor(text: string): PresentedCursor {
  const [collection, at, start, key] = parse(text);
  if (typeof collection !== 'string') throw new InvalidCursorError();
  if (at === 'last') return { collection, at };
  if (
    (at === 'after' || at === 'before') &&
    typeof start === 'number' &&
    Number.isSafeInteger(start) &&
    start >= 0 &&
    typeof key === 'string'
  ) {
    return { collection, at, start, key };
  }
  throw new InvalidCursorError();
}

/** @throws InvalidCursorError */
export function requireFormat(cursor: PresentedCursor, format: CursorFormat): Cursor {
  const fits = cursor.at === 'last' || format.keyPattern.test(cursor.key);
  if (cursor.collection !== format.collection || !fits) throw new InvalidCursorError();
  return cursor;
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
