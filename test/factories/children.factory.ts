import { expect } from '@jest/globals';
import type { Api } from '../support/api.js';
import type { TestApp } from '../support/test-app.js';
import type { TestToken } from './tokens.factory.js';

export type TestChild = TestToken;

/** @param body of the request that derives it */
export async function deriveChild(
  app: TestApp,
  parent: { api: Api },
  body: object = {},
): Promise<TestChild> {
  const answer = await parent.api.post('/api/tokens/_derive', body);
  expect([answer.status, answer.text]).toEqual([201, expect.anything()]);
  const secret: string = answer.body.token;
  return { id: answer.body.id, secret, api: app.api.as(secret) };
}
