import { expect } from '@jest/globals';
import type { Answer } from './api.js';
import { dumpDatabase } from './database-rows.js';
import type { TestApp } from './test-app.js';

/** Expects that `action` changes nothing in the database. @returns the result of `action` */
export async function expectNoChange<T>(app: TestApp, action: () => Promise<T>): Promise<T> {
  const before = await dumpDatabase(app);
  const result = await action();
  expect(await dumpDatabase(app)).toBe(before);
  return result;
}

/** Expects this error, and no change in the database. */
export async function expectRefused(
  app: TestApp,
  request: () => Promise<Answer>,
  status: number,
  code: string,
): Promise<Answer> {
  const answer = await expectNoChange(app, request);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  return answer;
}

/** Expects 400 for exactly these fields, and no change in the database. */
export async function expectInvalid(
  app: TestApp,
  request: () => Promise<Answer>,
  fields: string[],
): Promise<Answer> {
  const answer = await expectRefused(app, request, 400, 'validation_failed');
  const named: string[] = answer.body.details.map(({ field }: { field: string }) => field);
  expect([...new Set(named)].sort()).toEqual([...fields].sort());
  return answer;
}
