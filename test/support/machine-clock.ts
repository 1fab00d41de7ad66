import { jest } from '@jest/globals';

const realNow = Date.now.bind(Date);

/**
 * Puts the clock of the machine, which libraries read, so far ahead, and with it that of the
 * application. `jest.restoreAllMocks` puts it right.
 */
export function putMachineClockAhead(seconds: number): void {
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + seconds * 1_000);
}
