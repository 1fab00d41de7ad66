import { PolicySweeper } from '../../src/tokens/policies/compliance/policy.sweeper.js';
import type { TestApp } from './test-app.js';

const IS_LEFT = `
  SELECT cursor IS NOT NULL OR due_at <= $1
    OR EXISTS (SELECT FROM token_violations WHERE pause_at <= $1) AS "isLeft"
  FROM policy_sweeps`;

/** Judges all tokens, and pauses those whose time is up. */
export async function judgeTokens(app: TestApp): Promise<void> {
  let isLeft = true;
  while (isLeft) {
    await app.nest.get(PolicySweeper).sweep();
    isLeft = await isAnythingLeft(app);
  }
}

function isAnythingLeft({ dataSource, clock }: TestApp): Promise<boolean> {
  return dataSource.transaction(async (manager) => {
    // Waits for a sweep in the background.
    await manager.query('SELECT FROM policy_sweeps FOR UPDATE');
    const [row] = await manager.query<[{ isLeft: boolean }]>(IS_LEFT, [clock.now()]);
    return row.isLeft;
  });
}
