import { describe, expect, it } from '@jest/globals';
import { isSameServer, outranks } from './server-state.js';
import type { ServerIdentity } from './server-state.js';

describe('a server', () => {
  const server: ServerIdentity = { system: '1', timeline: 2, startedAt: 100.5 };

  it.each([
    ['a lower timeline', { timeline: 1, startedAt: 200 }],
    ['an earlier start', { startedAt: 99 }],
    ['another history and an earlier start', { system: '2', timeline: 3, startedAt: 99 }],
    ['nothing that differs', {}],
  ])('does not replace one when it has %s', (_, difference) => {
    expect(outranks({ ...server, ...difference }, server)).toBe(false);
  });

  it.each([
    ['a higher timeline', { timeline: 3, startedAt: 50 }],
    ['a later start', { startedAt: 101 }],
    ['another history and a later start', { system: '2', timeline: 1, startedAt: 101 }],
  ])('replaces one when it has %s', (_, difference) => {
    expect(outranks({ ...server, ...difference }, server)).toBe(true);
  });

  it.each([{ system: '2' }, { timeline: 3 }, { startedAt: 101 }])(
    'is another one with %p',
    (difference) => {
      expect(isSameServer(server, { ...server, ...difference })).toBe(false);
    },
  );
});
