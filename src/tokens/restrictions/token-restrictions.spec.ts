import { describe, expect, it } from '@jest/globals';
import { ValidationError } from '../../platform/errors/domain-error.js';
import { restrictionsOf, tightened } from './token-restrictions.js';
import type { RequestedRestrictions, TokenRestrictions } from './token-restrictions.js';
import { RestrictionNotTightenedError } from '../tokens.errors.js';

const NOW = new Date('2030-01-15T10:00:00.000Z');
const YESTERDAY = new Date('2030-01-14T10:00:00.000Z');
const TOMORROW = new Date('2030-01-16T10:00:00.000Z');
const NEXT_WEEK = new Date('2030-01-22T10:00:00.000Z');

const UNRESTRICTED: TokenRestrictions = {
  readOnly: false,
  restrict: null,
  cidr: null,
  host: null,
  expiresAt: null,
  rateLimitPerMinute: null,
};

function errorOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

function invalidFieldsOf(work: () => unknown): string[] {
  const error = errorOf(work);
  expect(error).toBeInstanceOf(ValidationError);
  return (error as ValidationError).details?.map(({ field }) => field) ?? [];
}

describe('restrictionsOf', () => {
  it('restricts nothing by default', () => {
    expect(restrictionsOf({}, NOW)).toEqual(UNRESTRICTED);
  });

  it('accepts all restrictions and normalises them', () => {
    expect(
      restrictionsOf(
        {
          readOnly: true,
          restrict: 'cidr',
          cidr: '10.0.0.0/8, ::1',
          expiresAt: TOMORROW,
          rateLimitPerMinute: 60,
        },
        NOW,
      ),
    ).toEqual({
      readOnly: true,
      restrict: 'cidr',
      cidr: '10.0.0.0/8,::1/128',
      host: null,
      expiresAt: TOMORROW,
      rateLimitPerMinute: 60,
    });
    expect(restrictionsOf({ restrict: 'host', host: 'Example.com' }, NOW).host).toBe('example.com');
  });

  it.each<[string, RequestedRestrictions, string[]]>([
    ['a block that is none', { restrict: 'cidr', cidr: '1.2.3' }, ['cidr']],
    ['a block with host bits', { restrict: 'cidr', cidr: '10.1.1.1/0' }, ['cidr']],
    ['no block', { restrict: 'cidr' }, ['cidr']],
    ['an empty block', { restrict: 'cidr', cidr: '' }, ['cidr']],
    ['a host that is none', { restrict: 'host', host: 'https://example.com' }, ['host']],
    ['no host', { restrict: 'host', host: null }, ['host']],
    ['a block that limits nothing', { cidr: '10.0.0.0/8' }, ['cidr']],
    ['a host that limits nothing', { restrict: null, host: 'example.com' }, ['host']],
    ['a block and a host', { restrict: 'cidr', cidr: '10.0.0.0/8', host: 'example.com' }, ['host']],
    ['the host in place of the block', { restrict: 'cidr', host: 'example.com' }, ['cidr', 'host']],
    ['an end in the past', { expiresAt: YESTERDAY }, ['expiresAt']],
    ['an end just now', { expiresAt: NOW }, ['expiresAt']],
    [
      'all of that at once',
      { restrict: 'host', cidr: '10.0.0.0/8', expiresAt: YESTERDAY },
      ['expiresAt', 'host', 'cidr'],
    ],
  ])('refuses %s', (_name, requested, fields) => {
    expect(invalidFieldsOf(() => restrictionsOf(requested, NOW))).toEqual(fields);
  });
});

describe('tightened', () => {
  const cidr = (blocks: string): TokenRestrictions => ({
    ...UNRESTRICTED,
    restrict: 'cidr',
    cidr: blocks,
  });
  const host = (name: string): TokenRestrictions => ({
    ...UNRESTRICTED,
    restrict: 'host',
    host: name,
  });
  const readOnly = { ...UNRESTRICTED, readOnly: true };
  const untilTomorrow = { ...UNRESTRICTED, expiresAt: TOMORROW };
  const limited = { ...UNRESTRICTED, rateLimitPerMinute: 60 };

  it.each<[string, TokenRestrictions, RequestedRestrictions, Partial<TokenRestrictions>]>([
    ['nothing', cidr('10.0.0.0/8'), {}, {}],
    ['readOnly on', UNRESTRICTED, { readOnly: true }, { readOnly: true }],
    ['readOnly as it is', readOnly, { readOnly: true }, {}],
    ['readOnly off, as it is', UNRESTRICTED, { readOnly: false }, {}],
    [
      'a first block',
      UNRESTRICTED,
      { restrict: 'cidr', cidr: '10.0.0.0/8' },
      { restrict: 'cidr', cidr: '10.0.0.0/8' },
    ],
    ['a smaller block', cidr('10.0.0.0/8'), { cidr: '10.1.0.0/16' }, { cidr: '10.1.0.0/16' }],
    ['one block fewer', cidr('10.0.0.0/8,::1/128'), { cidr: '::1' }, { cidr: '::1/128' }],
    ['the same block', cidr('10.0.0.0/8'), { restrict: 'cidr', cidr: ' 10.0.0.0/8' }, {}],
    [
      'a first host',
      UNRESTRICTED,
      { restrict: 'host', host: 'example.com' },
      { restrict: 'host', host: 'example.com' },
    ],
    ['a port', host('example.com'), { host: 'example.com:8443' }, { host: 'example.com:8443' }],
    ['the same host', host('example.com'), { host: 'Example.com' }, {}],
    ['a first expiry', UNRESTRICTED, { expiresAt: TOMORROW }, { expiresAt: TOMORROW }],
    [
      'an earlier expiry',
      { ...UNRESTRICTED, expiresAt: NEXT_WEEK },
      { expiresAt: TOMORROW },
      { expiresAt: TOMORROW },
    ],
    ['the same expiry', untilTomorrow, { expiresAt: TOMORROW }, {}],
    ['no expiry, unchanged', UNRESTRICTED, { expiresAt: null }, {}],
    ['a first limit', UNRESTRICTED, { rateLimitPerMinute: 60 }, { rateLimitPerMinute: 60 }],
    ['a lower limit', limited, { rateLimitPerMinute: 59 }, { rateLimitPerMinute: 59 }],
    ['the same limit', limited, { rateLimitPerMinute: 60 }, {}],
  ])('accepts %s', (_name, current, requested, changes) => {
    expect(tightened(current, requested, NOW)).toEqual({ ...current, ...changes });
  });

  it.each<[string, TokenRestrictions, RequestedRestrictions]>([
    ['readOnly', readOnly, { readOnly: false }],
    ['restrict', cidr('10.0.0.0/8'), { restrict: null }],
    ['restrict', cidr('10.0.0.0/8'), { restrict: null, cidr: null }],
    ['restrict', cidr('10.0.0.0/8'), { restrict: 'host', host: 'example.com' }],
    ['restrict', cidr('10.0.0.0/8'), { restrict: 'host', host: 'example.com', cidr: null }],
    ['restrict', host('example.com'), { restrict: null, host: null }],
    ['cidr', cidr('10.0.0.0/8'), { cidr: null }],
    ['cidr', cidr('10.0.0.0/8'), { cidr: '10.0.0.0/7' }],
    ['cidr', cidr('10.0.0.0/8'), { cidr: '11.0.0.0/8' }],
    ['cidr', cidr('10.0.0.0/8'), { cidr: '10.0.0.0/8,11.0.0.1' }],
    ['host', host('example.com'), { host: null }],
    ['host', host('example.com'), { host: 'example.org' }],
    ['host', host('example.com:8443'), { host: 'example.com' }],
    ['expiresAt', untilTomorrow, { expiresAt: null }],
    ['expiresAt', untilTomorrow, { expiresAt: NEXT_WEEK }],
    ['expiresAt', { ...UNRESTRICTED, expiresAt: YESTERDAY }, { expiresAt: TOMORROW }],
    ['rateLimitPerMinute', limited, { rateLimitPerMinute: null }],
    ['rateLimitPerMinute', limited, { rateLimitPerMinute: 61 }],
    ['rateLimitPerMinute', limited, { readOnly: true, rateLimitPerMinute: 61 }],
  ])('refuses a looser %s: %#', (field, current, requested) => {
    const error = errorOf(() => tightened(current, requested, NOW));

    expect(error).toBeInstanceOf(RestrictionNotTightenedError);
    expect((error as Error).message).toContain(field);
  });

  it.each<[string, TokenRestrictions, RequestedRestrictions, string[]]>([
    ['a block without its kind', UNRESTRICTED, { cidr: '10.0.0.0/8' }, ['cidr']],
    ['a host without its kind', UNRESTRICTED, { host: 'example.com' }, ['host']],
    ['a kind without its block', UNRESTRICTED, { restrict: 'cidr' }, ['cidr']],
    ['a host in addition to the block', cidr('10.0.0.0/8'), { host: 'example.com' }, ['host']],
    ['a block in addition to the host', host('example.com'), { cidr: '10.0.0.0/8' }, ['cidr']],
    ['a malformed block', cidr('10.0.0.0/8'), { cidr: '10.0.0.0/33' }, ['cidr']],
    ['a malformed host', host('example.com'), { host: 'example.com/' }, ['host']],
    ['an end in the past', untilTomorrow, { expiresAt: YESTERDAY }, ['expiresAt']],
  ])('refuses %s as invalid', (_name, current, requested, fields) => {
    expect(invalidFieldsOf(() => tightened(current, requested, NOW))).toEqual(fields);
  });

  it('keeps the restrictions of an expired token', () => {
    const expired = { ...UNRESTRICTED, expiresAt: YESTERDAY };

    expect(tightened(expired, {}, NOW)).toEqual(expired);
  });
});
