import { describe, expect, it } from '@jest/globals';
import { explainError, explainStatus } from './explain-failure.js';
import { ModelFailure } from './model-failure.js';

const NOW = new Date('2026-11-25T12:00:00.000Z');

const answered = (status: number, retryAfter?: string) => ({
  status,
  headers: new Headers(retryAfter === undefined ? {} : { 'Retry-After': retryAfter }),
});

describe('explainStatus', () => {
  it.each([
    [308, 'model_failed'],
    [400, 'model_refused'],
    [401, 'model_refused'],
    [404, 'model_refused'],
    [408, 'model_timeout'],
    [422, 'model_refused'],
    [429, 'model_rate_limited'],
    [500, 'model_failed'],
    [503, 'model_failed'],
    [504, 'model_timeout'],
  ])('maps the status %s to %s', (status, code) => {
    expect(explainStatus(answered(status), NOW).code).toBe(code);
  });

  it.each([
    ['120', 120],
    ['0', 1],
    ['86400', 3_600],
    ['Wed, 25 Nov 2026 12:00:30 GMT', 30],
    ['Wed, 25 Nov 2026 11:00:00 GMT', 1],
    ['soon', null],
    ['-5', null],
    [undefined, null],
  ])('reads Retry-After %s as %s seconds', (text, seconds) => {
    expect(explainStatus(answered(429, text), NOW).retryAfter).toBe(seconds);
  });
});

describe('explainError', () => {
  it('keeps known failures, and reveals nothing of unknown ones', () => {
    const known = new ModelFailure('model_timeout', 'silence');
    expect(explainError(known)).toBe(known);
    expect(explainError(new TypeError('sk-1234'))).toMatchObject({
      code: 'model_failed',
      reason: 'TypeError',
    });
  });
});
