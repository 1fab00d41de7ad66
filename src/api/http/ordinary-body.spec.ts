import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { Request } from 'express';
import { ordinaryKindOf, readText } from './ordinary-body.js';

const kindOf = (headers: Record<string, string>) =>
  ordinaryKindOf({ headers: { 'content-length': '2', ...headers } } as unknown as Request);

describe('ordinaryKindOf', () => {
  it.each([
    ['application/json', 'json'],
    ['Application/JSON', 'json'],
    ['application/json; charset=utf-8', 'json'],
    ['application/json;charset=UTF-8', 'json'],
    ['application/x-www-form-urlencoded', 'form'],
    ['application/x-www-form-urlencoded;charset=UTF-8', 'form'],
    ['application/json; charset=latin1', undefined],
    ['application/hal+json', 'json'],
    ['application/hal+json; profile=x', undefined],
    ['application/jsonx', undefined],
    ['multipart/form-data; boundary=x', undefined],
    ['', undefined],
  ])('of %j is %s', (type, kind) => {
    expect(kindOf({ 'content-type': type })).toBe(kind);
  });

  it('is none without a type or a length, or when the body is compressed', () => {
    const type = { 'content-type': 'application/json' };
    expect(kindOf({})).toBeUndefined();
    expect(kindOf({ ...type, 'content-encoding': 'gzip' })).toBeUndefined();
    expect(kindOf({ ...type, 'content-encoding': 'identity' })).toBeUndefined();
    expect(ordinaryKindOf({ headers: type } as unknown as Request)).toBeUndefined();
  });
});

describe('readText', () => {
  const read = (...chunks: (string | Buffer)[]) => {
    const stream = new PassThrough();
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
    return new Promise((resolve) => {
      readText(stream, (error, text) => {
        resolve(error ? error.message : text);
      });
    });
  };

  it.each([
    ['nothing', [], ''],
    ['one piece', ['{"a":1}'], '{"a":1}'],
    ['several pieces', ['{"a"', ':1}'], '{"a":1}'],
    ['a letter that is cut in two', [Buffer.from([0xc3]), Buffer.from([0xa9])], 'é'],
    ['a byte order mark', ['\ufeff{}'], '{}'],
    ['a byte order mark elsewhere', ['{}\ufeff'], '{}\ufeff'],
    ['other bytes', [Buffer.from([0x22, 0xff, 0x22])], 'The body is not UTF-8.'],
  ])('reads %s', async (_name, chunks, text) => {
    expect(await read(...chunks)).toBe(text);
  });

  it('tells once that the client hung up, whether before the end or after it', async () => {
    for (const complete of [false, true]) {
      const stream = new PassThrough();
      const calls: unknown[] = [];
      readText(stream, (error, text) => calls.push(error?.message ?? text));
      stream.on('error', () => undefined);
      stream.write('{}');
      if (complete) {
        stream.end();
        await new Promise((resolve) => stream.once('end', resolve));
      }
      stream.emit('error', new Error('aborted'));
      expect(calls).toEqual([complete ? '{}' : 'aborted']);
    }
  });
});
