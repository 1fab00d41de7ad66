import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChatRemovalsSweeper } from '../../src/chats/removal/chat-removals.sweeper.js';
import { createAdmin } from '../factories/users.factory.js';
import { REQUESTS, setScene } from '../support/access-scene.js';
import { ACCESS_TABLE, CALLERS, methodOf, routeOf } from '../support/access-table.js';
import type { AccessRow, CallerKind, Outcome } from '../support/access-table.js';
import type { Answer } from '../support/api.js';
import { fingerprintOf } from '../support/fingerprint.js';
import { everyRoute } from '../support/registered-routes.js';
import { TestApp } from '../support/test-app.js';

const ROWS = Object.keys(ACCESS_TABLE) as AccessRow[];

/** Rows per database. Each check for a change reads the whole database. */
const ROWS_TOGETHER = 10;
const PARTS = Array.from({ length: Math.ceil(ROWS.length / ROWS_TOGETHER) }, (_, part) =>
  ROWS.slice(part * ROWS_TOGETHER, (part + 1) * ROWS_TOGETHER),
);

describe('the access table', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  afterAll(() => app.close());

  it('contains every route of the application, and no other', () => {
    expect([...new Set(ROWS.map(routeOf))].sort()).toEqual(everyRoute(app.nest).sort());
  });
});

describe.each(PARTS)('the access table, from "%s" on', (...rows) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start();
    // It removes the rows of deleted chats at any time.
    await app.nest.get(ChatRemovalsSweeper).beforeApplicationShutdown();
    await createAdmin(app);
  });

  afterAll(() => app.close());

  it.each(rows)('says who may %s, and the others change nothing', async (row) => {
    const attempts = [];
    for (const caller of CALLERS) attempts.push(await arrange(row, caller));
    const outcomes: Partial<Record<CallerKind, Outcome>> = {};
    const changing: CallerKind[] = [];
    let before = await fingerprintOf(app);
    for (const { caller, api, request } of attempts) {
      const answer = await api.call(methodOf(row), request.path, { body: request.body });
      outcomes[caller] = outcomeOf(answer);
      const after = await fingerprintOf(app);
      if (answer.status >= 400 && after !== before) changing.push(caller);
      before = after;
    }
    expect(outcomes).toEqual(ACCESS_TABLE[row]);
    expect(changing).toEqual([]);
  });

  async function arrange(row: AccessRow, caller: CallerKind) {
    const scene = await setScene(app, caller);
    return { caller, api: scene.api, request: await REQUESTS[row](scene) };
  }
});

function outcomeOf({ status, body }: Answer): Outcome {
  return status < 400 ? status : (`${status} ${String(body.code)}` as Outcome);
}
