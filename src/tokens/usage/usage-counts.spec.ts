import { describe, expect, it } from '@jest/globals';
import { outcomeOf } from './usage-counts.js';

describe('what a request with a token counts as', () => {
  it.each([401, 403])('is refused with %d', (status) => {
    expect(outcomeOf(status)).toBe('refused');
  });

  it('is rate-limited with 429', () => {
    expect(outcomeOf(429)).toBe('rateLimited');
  });

  it.each([200, 201, 204, 304, 400, 404, 406, 409, 412, 500, 503])(
    'is accepted with %d: the service accepted the token',
    (status) => {
      expect(outcomeOf(status)).toBe('accepted');
    },
  );
});
