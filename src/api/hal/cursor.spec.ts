import { describe, expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor, InvalidCursorError, requireFormat } from './cursor.js';
import type { Cursor } from './cursor.js';

const FORMAT = { collection: 'token', keyPattern: /^[a-z]{3}$/ };

function read(text: string): Cursor {
  return requireFormat(decodeCursor(text), FORMAT);
}

function forged(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

describe('a cursor', () => {
  it.each<Cursor>([
    { at: 'after', key: 'abc', start: 30 },
    { at: 'before', key: 'xyz', start: 0 },
    { at: 'last' },
  ])('survives encoding and decoding: %j', (cursor) => {
    const text = encodeCursor(cursor, FORMAT);

    expect(text).toMatch(/^[\w-]+$/);
    expect(read(text)).toEqual({ ...cursor, collection: FORMAT.collection });
  });

  it.each([
    ['empty', ''],
    ['no base64', '%%%'],
    ['no JSON', Buffer.from('after').toString('base64url')],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00]).toString('base64url')],
    ['no list', forged({ at: 'last' })],
    ['null', forged(null)],
    ['an empty list', forged([])],
    ['a place that is none', forged(['token', 'start', 0, 'abc'])],
    ['without a key', forged(['token', 'after', 30])],
    ['with a key that is no text', forged(['token', 'after', 30, 7])],
    ['with a key of another form', forged(['token', 'after', 30, "abc' OR true"])],
    ['without a start', forged(['token', 'after', null, 'abc'])],
    ['with a negative start', forged(['token', 'after', -1, 'abc'])],
    ['with a fraction as start', forged(['token', 'after', 1.5, 'abc'])],
    ['with a start beyond 2^53', forged(['token', 'after', 2 ** 53, 'abc'])],
    ['with a start that is text', forged(['token', 'after', '30', 'abc'])],
    ['without a collection', forged(['last'])],
  ])('is refused if it is %s', (_name, text) => {
    expect(() => read(text)).toThrow(InvalidCursorError);
  });

  it.each<Cursor>([{ at: 'after', key: 'abc', start: 30 }, { at: 'last' }])(
    'of another collection is refused: %j',
    (cursor) => {
      const text = encodeCursor(cursor, { ...FORMAT, collection: 'user' });

      expect(() => read(text)).toThrow(InvalidCursorError);
    },
  );
});
