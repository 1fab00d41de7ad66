import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { withTimeout, TimeoutError } from './with-timeout.js';

describe('withTimeout', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('throws after the timeout, and stops counting', async () => {
    const answer = withTimeout(100, new Promise(() => undefined));
    const outcome = expect(answer).rejects.toThrow(TimeoutError);

    jest.advanceTimersByTime(100);

    await outcome;
    expect(jest.getTimerCount()).toBe(0);
  });

  it('throws the error of the promise', async () => {
    const failure = new Error('refused');

    await expect(withTimeout(100, Promise.reject(failure))).rejects.toBe(failure);
  });

  it('returns the answer that arrives just in time, and stops counting', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const answer = withTimeout(100, promise);

    jest.advanceTimersByTime(99);
    resolve('pong');

    expect(await answer).toBe('pong');
    await Promise.resolve();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('returns the answer if this process was blocked for longer than the timeout', async () => {
    jest.useRealTimers();
    const answer = withTimeout(5, new Promise((resolve) => setTimeout(resolve, 1, 'pong')));

    const end = performance.now() + 20;
    while (performance.now() < end);

    expect(await answer).toBe('pong');
  });
});
