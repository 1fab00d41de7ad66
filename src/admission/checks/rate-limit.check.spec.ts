import { describe, expect, it } from '@jest/globals';
import { facts, personalToken, quota } from '../../../test/factories/principals.factory.js';
import { RateLimitCheck } from './rate-limit.check.js';

describe('RateLimitCheck', () => {
  const check = new RateLimitCheck();

  it('refuses the first request over the limit', () => {
    expect(check.judge(personalToken(), {}, facts({ quota: quota(11, 10) }))).toEqual({
      verdict: 'refuse',
      code: 'too_many_requests',
      message: 'The rate limit for this minute is used up. Try again later.',
      because: { fact: 'requests', value: 11, expected: 10 },
    });
  });

  it.each([1, 10])('passes the request that is number %d of 10', (used) => {
    expect(check.judge(personalToken(), {}, facts({ quota: quota(used, 10) }))).toEqual({
      verdict: 'pass',
    });
  });

  it('does not apply to a request that is not counted', () => {
    expect(check.judge(personalToken(), {}, facts())).toEqual({ verdict: 'not_applicable' });
  });
});
