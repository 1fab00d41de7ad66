import { describe, expect, it } from '@jest/globals';
import { JWT_MAX_SECONDS } from '../token-exchange/token-exchange.types.js';
import {
  activeAt,
  JWKS_MAX_AGE_SECONDS,
  nextActivation,
  outlived,
  OVERLAP_MS,
} from './signing-key-schedule.js';

const day = (days: number) => new Date(Date.UTC(2030, 0, 1) + days * 86_400_000);
const keys = (...days: number[]) => days.map((days) => ({ activatesAt: day(days) }));

describe('the schedule of signing keys', () => {
  it('has an overlap longer than the lifetime of a JWT plus that of a cached key set', () => {
    expect(OVERLAP_MS).toBeGreaterThan((JWT_MAX_SECONDS + JWKS_MAX_AGE_SECONDS) * 1_000);
  });

  it.each([
    ['immediately if there is none', keys(), 0, 0],
    ['not while the newest key signs for more than a day', keys(0), 28.99, null],
    ['a day ahead', keys(0), 29, 30],
    ['not if the next key exists already', keys(0, 30), 29.5, null],
    ['a day ahead of the key after that', keys(0, 30), 59, 60],
    ['a day from now if no instance ran in time', keys(0), 45, 46],
  ])('creates the next key %s', (_when, existing, now, activation) => {
    const expected = activation === null ? null : day(activation);
    expect(nextActivation(existing, 30, day(now))).toEqual(expected);
  });

  it.each([
    ['the only key', keys(0), 400, 0],
    ['the older key before the newer one activates', keys(0, 30), 29.99, 0],
    ['the newer key from its activation on', keys(0, 30), 30, 30],
    ['the newest of several', keys(0, 30, 60), 60.5, 60],
    ['the first key if the clock is behind', keys(0), -1, 0],
  ])('signs with %s', (_which, existing, now, active) => {
    expect(activeAt(existing, day(now))).toEqual({ activatesAt: day(active) });
  });

  it('signs with no key if there is none', () => {
    expect(activeAt(keys(), day(0))).toBeUndefined();
  });

  it.each([
    ['none without a successor', keys(0), 400, []],
    ['none before the successor signs', keys(0, 30), 29, []],
    ['none in the overlap', keys(0, 30), 30.99, []],
    ['the older one after the overlap', keys(0, 30), 31, [0]],
    ['all but the newest after a long time', keys(0, 30, 60), 100, [0, 30]],
  ])('deletes %s', (_which, existing, now, gone) => {
    expect(outlived(existing, day(now))).toEqual(keys(...gone));
  });
});
