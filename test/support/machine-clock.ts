import { jest } from '@jest/globals';

const realNow = Date.now.bind(Date);

/**
 * Moves the clock that libraries read, and the clock of the application, forward.
 * `jest.restoreAllMocks` resets the first.
 */
export function putMachineClockAhead(seconds: number): void {
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + seconds * 1_000);
}
