import { describe, expect, it } from '@jest/globals';
import { formatUtcDay, parseUtcDay, utcDayOf } from './utc-day.js';

describe('a day in UTC', () => {
  it.each([
    ['1970-01-01T00:00:00.000Z', '1970-01-01'],
    ['2026-11-24T23:59:59.999Z', '2026-11-24'],
    ['2026-11-25T00:00:00.000Z', '2026-11-25'],
    ['2026-11-25T00:30:00.000+01:00', '2026-11-24'],
    ['2028-02-29T12:00:00.000Z', '2028-02-29'],
  ])('of %s is %s', (moment, text) => {
    const day = utcDayOf(new Date(moment));
    expect(formatUtcDay(day)).toBe(text);
    expect(parseUtcDay(text)).toBe(day);
  });

  it.each([
    '',
    '2026-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '1969-12-31',
    '0000-01-01',
    '2026-1-1',
    '2026-11-24T00:00:00Z',
    ' 2026-11-24',
    '20261124',
    '+02026-11-24',
  ])('is not parsed from %j', (text) => {
    expect(parseUtcDay(text)).toBeNull();
  });
});
