import { describe, expect, it } from '@jest/globals';
import { createParser } from 'eventsource-parser';
import { EventParser } from '../dist/chats/server-sent-events.js';

function eventsOf(...pieces: string[]) {
  const parser = new EventParser();
  return pieces.flatMap((piece) => parser.push(piece));
}

const message = (data: string, id = '', event = 'message') => ({ event, id, data });

describe('EventParser', () => {
  it.each<[string, string, object[]]>([
    ['an event', 'event: a\nid: 1\ndata: x\n\n', [message('x', '1', 'a')]],
    ['several lines of data', 'data: x\ndata\ndata:y\n\n', [message('x\n\ny')]],
    ['one space only', 'data:  x\n\n', [message(' x')]],
    ['\\r\\n and \\r', 'data: x\r\n\r\ndata: y\r\r', [message('x'), message('y')]],
    ['comments', ': hello\n\n:\ndata: x\n\n', [message('x')]],
    ['a byte order mark', '\uFEFFdata: x\n\n', [message('x')]],
    ['one mark only', '\uFEFF\uFEFFdata: x\n\n', []],
    ['an event without data', 'event: a\nid: 7\n\ndata: x\n\n', [message('x', '7')]],
    ['an id that stays', 'id: 1\ndata: x\n\ndata: y\n\n', [message('x', '1'), message('y', '1')]],
    [
      'an id that is taken away',
      'id: 1\ndata: x\n\nid\ndata: y\n\n',
      [message('x', '1'), message('y')],
    ],
    ['an id with a null in it', 'id: 1\0\ndata: x\n\n', [message('x')]],
    ['fields that there are not', 'foo: bar\nDATA: y\n data: z\ndata: x\n\n', [message('x')]],
    ['an event that is cut off', 'data: x\n\ndata: y\n', [message('x')]],
  ])('reads %s', (_name, text, events) => {
    expect(eventsOf(text)).toEqual(events);
    expect(eventsOf(...text)).toEqual(events);
  });

  it('hears when it should be back, in digits only', () => {
    const parser = new EventParser();
    parser.push('retry: 500\nretry: 1e3\nretry: -1\n\n');

    expect(parser.retry).toBe(500);
  });

  it('reads whatever it is cut into as another parser reads it whole', () => {
    const alphabet = [
      'data: x',
      'data',
      'id: 1',
      'event: e',
      ':',
      '\n',
      '\n\n',
      '\r',
      '\r\n',
      ' 😀',
    ];
    let seed = 1;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let round = 0; round < 500; round++) {
      let text = '';
      for (let part = 0; part < 40; part++) text += alphabet[random(alphabet.length)] ?? '';
      const expected: object[] = [];
      const reference = createParser({
        onEvent: ({ event = 'message', id = '', data }) => expected.push({ event, id, data }),
      });
      // Whole, and with an end that no `\r` waits at, which the other one would not see.
      reference.feed(`${text}x\n\n`);
      const pieces: string[] = [];
      for (let rest = `${text}x\n\n`; rest !== '';) {
        const length = 1 + random(7);
        pieces.push(rest.slice(0, length));
        rest = rest.slice(length);
      }

      const found = eventsOf(...pieces);

      expect(found.map(({ data }) => data)).toEqual(
        expected.map((event) => (event as { data: string }).data),
      );
    }
  });
});
