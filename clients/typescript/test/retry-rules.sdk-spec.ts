import { describe, expect, it } from '@jest/globals';
import { maskSecrets } from '../dist/errors/mask-secrets.js';
import { parseRetryAfter } from '../dist/http/retry-after.js';
import { retryDelay, retrySettings } from '../dist/http/retry-delay.js';
import { mayRepeat } from '../dist/http/retry-policy.js';
import type { Failure } from '../dist/http/retry-policy.js';
import { rotationRepetition } from '../dist/resources/rotation.js';

const refused = (status: number, code: string | null = null) =>
  ({ kind: 'refused', status, code }) as Failure;

describe('what is sent again', () => {
  it.each<[string, Failure, safe: boolean, keyed: boolean, never: boolean]>([
    ['no connection', { kind: 'lost', neverSent: true }, true, true, true],
    ['a lost answer', { kind: 'lost', neverSent: false }, true, true, false],
    ['429', refused(429, 'too_many_requests'), true, true, true],
    ['503', refused(503, 'unavailable'), true, true, false],
    ['502 of a proxy', refused(502), true, true, false],
    ['504 of a proxy', refused(504), true, true, false],
    ['502 of the model', refused(502, 'model_failed'), false, false, false],
    ['504 of the model', refused(504, 'model_timeout'), false, false, false],
    ['a key in use', refused(409, 'idempotency_key_in_use'), false, true, false],
    ['another conflict', refused(409, 'slug_taken'), false, false, false],
    ['500', refused(500, 'internal_error'), false, false, false],
    ['401', refused(401, 'invalid_token'), false, false, false],
    ['404', refused(404, 'not_found'), false, false, false],
  ])('after %s', (_name, failure, safe, keyed, never) => {
    expect(mayRepeat('safe', failure)).toBe(safe);
    expect(mayRepeat('keyed', failure)).toBe(keyed);
    expect(mayRepeat('never', failure)).toBe(never);
  });

  it.each([
    [{}, true, 'never'],
    [{ overlapSeconds: 60 }, true, 'never'],
    [{ secretVersion: 1 }, true, 'safe'],
    [{ secretVersion: 1 }, false, 'never'],
    [{ secretVersion: 1, overlapSeconds: 60 }, false, 'safe'],
  ])('of rotations %j, with a session: %s', (body, hasSession, repetition) => {
    expect(rotationRepetition(body, hasSession)).toBe(repetition);
  });
});

describe('the wait', () => {
  const settings = retrySettings({ baseDelay: 100, maxDelay: 1_000, maxRetryAfter: 10 });
  const longest = () => 1;

  it('doubles up to its bound, and begins anywhere below', () => {
    const waits = [0, 1, 2, 3, 4, 9].map((retry) => retryDelay(retry, null, settings, longest));

    expect(waits).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    expect(retryDelay(3, null, settings, () => 0)).toBe(0);
  });

  it('is never shorter than what the service asks for', () => {
    expect(retryDelay(0, 7, settings, () => 0)).toBe(7_000);
    expect(retryDelay(5, 10, settings, longest)).toBe(10_100);
  });

  it('is not begun when it would be too long', () => {
    expect(retryDelay(0, 11, settings)).toBeNull();
  });

  it.each([
    ['120', 120],
    ['0', 0],
    ['Wed, 25 Nov 2026 10:00:30 GMT', 30],
    ['Wed, 25 Nov 2026 09:00:00 GMT', 0],
    ['soon', null],
    [null, null],
  ])('takes Retry-After %j for %s seconds', (text, seconds) => {
    expect(parseRetryAfter(text, Date.parse('2026-11-25T10:00:00Z'))).toBe(seconds);
  });
});

describe('messages', () => {
  it('keep the hint of a token, and nothing of other secrets', () => {
    const value = `i5t_${'a'.repeat(42)}`;

    expect(maskSecrets(`no ${value}, no eyJh.eyJh.c2ln, no whsec_c2VjcmV0`)).toBe(
      `no i5t_aaaaaa…, no eyJ…, no whsec_…`,
    );
  });
});
