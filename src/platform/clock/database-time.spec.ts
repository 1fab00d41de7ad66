import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DatabaseTime } from './database-time.js';

const START = 1_800_000_000_000;

describe('DatabaseTime', () => {
  let time: DatabaseTime;
  let monotonic: number;
  let wall: number;

  beforeEach(() => {
    monotonic = 1_000;
    wall = START;
    jest.spyOn(performance, 'now').mockImplementation(() => monotonic);
    jest.spyOn(Date, 'now').mockImplementation(() => wall);
    time = new DatabaseTime();
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('is what the database said, in the middle of the question', () => {
    time.learn({ now: START - 300_000, sentAt: 900, receivedAt: 1_000 });
    expect(time.now()).toBe(START - 300_000 + 50);
    expect(time.difference).toBe(-300_000 + 50);
  });

  it('advances with the monotonic clock when the clock of the machine jumps', () => {
    time.learn({ now: START, sentAt: 1_000, receivedAt: 1_000 });
    monotonic += 10;
    wall += 100 * 86_400_000;
    expect(time.now()).toBe(START + 10);
  });

  it('does not change while a sample may be right about it', () => {
    time.learn({ now: START, sentAt: 1_000, receivedAt: 1_000 });
    time.learn({ now: START + 30, sentAt: 1_000, receivedAt: 1_040 });
    expect(time.now()).toBe(START);
  });

  it('changes when a sample contradicts it', () => {
    time.learn({ now: START, sentAt: 1_000, receivedAt: 1_000 });
    time.learn({ now: START + 60, sentAt: 1_000, receivedAt: 1_040 });
    expect(time.now()).toBe(START + 40);
  });
});
