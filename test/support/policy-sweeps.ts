import { PolicySweeper } from '../../src/tokens/policies/compliance/policy.sweeper.js';
import type { TestApp } from './test-app.js';

/** The lock makes it wait for a sweep in the background. */
const IS_LEFT = `
  SELECT cursor IS NOT NULL OR due_at <= $1
    OR EXISTS (SELECT FROM token_violations WHERE pause_at <= $1) AS "isLeft"
  FROM policy_sweeps FOR UPDATE`;

/** Judges all tokens, and pauses those whose time is up. */
export async function judgeTokens(app: TestApp): Promise<void> {
  let isLeft = true;
  while (isLeft) {
    await app.nest.get(PolicySweeper).sweep();
    const [row] = await app.dataSource.query<[{ isLeft: boolean }]>(IS_LEFT, [app.clock.now()]);
    isLeft = row.isLeft;
  }
}
