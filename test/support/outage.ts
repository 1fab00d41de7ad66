import { expect } from '@jest/globals';
import type { Answer } from './api.js';
import type { TestApp } from './test-app.js';

/**
 * Expects 503, and one log line that names the SQLSTATE.
 *
 * @param app the first application of the test file: all others log through its logger
 */
export function expectOutage(
  { log }: TestApp,
  { status, body, headers, text }: Answer,
  sqlState: string | undefined,
): void {
  expect([status, body.code]).toEqual([503, 'unavailable']);
  expect(Number(headers.get('Retry-After'))).toBeGreaterThanOrEqual(1);
  expect(text).not.toContain(sqlState ?? 'SQL');
  const failures = log.lines.filter(
    ({ requestId, err }) => requestId === body.requestId && err !== undefined,
  );
  expect(failures.map((line) => [line.level, line.sqlState])).toEqual([['warn', sqlState]]);
}
