import { describe, expect, it } from '@jest/globals';
import { APICallError } from 'ai';
import { explainFailure } from './explain-failure.js';
import { ModelFailure } from './model-failure.js';

const NOW = new Date('2026-11-25T12:00:00.000Z');

const answered = (statusCode?: number, retryAfter?: string) =>
  new APICallError({
    message: 'the model said: sk-1234',
    url: 'https://models.example.com',
    requestBodyValues: {},
    ...(statusCode !== undefined && { statusCode }),
    ...(retryAfter !== undefined && { responseHeaders: { 'retry-after': retryAfter } }),
  });

describe('explainFailure', () => {
  it.each([
    [400, 'model_refused'],
    [401, 'model_refused'],
    [404, 'model_refused'],
    [408, 'model_timeout'],
    [422, 'model_refused'],
    [429, 'model_rate_limited'],
    [500, 'model_failed'],
    [503, 'model_failed'],
    [504, 'model_timeout'],
    [200, 'model_failed'],
    [undefined, 'model_failed'],
  ])('maps the status %s to %s', (status, code) => {
    const failure = explainFailure(answered(status), NOW);
    expect(failure.code).toBe(code);
    expect(failure.message).not.toContain('sk-1234');
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
    expect(explainFailure(answered(429, text), NOW).retryAfter).toBe(seconds);
  });

  it('keeps known failures, and reveals nothing of unknown ones', () => {
    const known = new ModelFailure('model_timeout', 'silence');
    expect(explainFailure(known, NOW)).toBe(known);
    expect(explainFailure(new TypeError('sk-1234'), NOW)).toMatchObject({
      code: 'model_failed',
      reason: 'TypeError',
    });
  });
});
