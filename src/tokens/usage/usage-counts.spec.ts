import { describe, expect, it } from '@jest/globals';
import { outcomeOf } from './usage-counts.js';

describe('outcomeOf', () => {
  it.each([401, 403])('is refused for %d', (status) => {
    expect(outcomeOf(status)).toBe('refused');
  });

  it('is rateLimited for 429', () => {
    expect(outcomeOf(429)).toBe('rateLimited');
  });

  it.each([200, 201, 204, 304, 400, 404, 406, 409, 412, 500, 503])(
    'is accepted for %d: the service accepted the token',
    (status) => {
      expect(outcomeOf(status)).toBe('accepted');
    },
  );
});
