import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { markNow } from './time-mark.js';
import { Trust, TRUST_MS } from './trust.js';

describe('Trust', () => {
  let trust: Trust;
  let monotonic: number;
  let wall: number;

  beforeEach(() => {
    trust = new Trust();
    monotonic = 1_000;
    wall = 1_000_000;
    jest.spyOn(performance, 'now').mockImplementation(() => monotonic);
    jest.spyOn(Date, 'now').mockImplementation(() => wall);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('does not hold before the first heartbeat', () => {
    expect(trust.holds).toBe(false);
  });

  it('starts when the heartbeat was sent, not when it came back', () => {
    const sentAt = markNow();
    monotonic += TRUST_MS - 1;
    wall += TRUST_MS - 1;
    trust.prove(sentAt);
    expect(trust.holds).toBe(true);
    monotonic += 1;
    wall += 1;
    expect(trust.holds).toBe(false);
  });

  it('ends by the wall clock too: a suspended machine has missed announcements', () => {
    trust.prove(markNow());
    wall += TRUST_MS;
    expect(trust.holds).toBe(false);
  });

  it('does not last longer when the wall clock is set back', () => {
    trust.prove(markNow());
    wall -= 3_600_000;
    monotonic += TRUST_MS;
    expect(trust.holds).toBe(false);
  });

  it('can be lost immediately', () => {
    trust.prove(markNow());
    trust.lose();
    expect(trust.holds).toBe(false);
  });
});
