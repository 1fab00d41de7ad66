import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findOperation } from '../../src/api/discovery/find-operation.js';
import { describedRoutes } from '../../src/api/openapi/api-route.decorator.js';
import { operationOf } from '../../src/api/openapi/operation.js';
import { Token } from '../../src/tokens/token.entity.js';
import { createAdmin } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { REQUESTS, setScene } from '../support/access-scene.js';
import type { Scene } from '../support/access-scene.js';
import { ACCESS_TABLE, methodOf } from '../support/access-table.js';
import type { AccessRow, CallerKind } from '../support/access-table.js';
import { TestApp } from '../support/test-app.js';

const RUNS = 150;

const HOLDERS = [
  'expired',
  'revoked',
  'personal',
  'readOnlyPersonal',
  'assistant',
  'readOnlyAssistant',
  'otherAssistant',
  'child',
] as const satisfies CallerKind[];

/** Without the pages of the documentation, and routes with a second credential. */
const ROWS = (Object.keys(ACCESS_TABLE) as AccessRow[]).filter(
  (row) => !/^GET \/api\/(docs|openapi)|\/api\/oauth\//.test(row),
);

const RESTRICTIONS = [
  {},
  { restrict: 'cidr', cidr: '127.0.0.0/8' },
  { restrict: 'cidr', cidr: '10.0.0.0/8' },
  { restrict: 'host', host: 'app.example.com' },
  { rateLimitPerMinute: 1 },
] as const;

const ORIGINS = [undefined, 'https://app.example.com', 'https://evil.example.com', 'null'] as const;

describe('the explanation of a request', () => {
  let app: TestApp;
  let admin: TestUser;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
  });

  afterAll(() => app.close());

  it('finds the operation of every route', () => {
    for (const id of describedRoutes.keys()) {
      const { method, path } = operationOf(id);
      const found = findOperation(method, path.replaceAll(/\{(\w+)\}/g, 'value-of-$1'));
      expect([id, found?.operation.id]).toEqual([id, id]);
      for (const [name, value] of Object.entries(found?.params ?? {}))
        expect(value).toBe(`value-of-${name}`);
    }
  });

  it('tells what the service responds and keeps, for any token, route and origin', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ROWS),
        fc.constantFrom(...HOLDERS),
        fc.constantFrom(...RESTRICTIONS),
        fc.constantFrom(...ORIGINS),
        fc.nat(2),
        async (row, caller, restrictions, origin, earlier) => {
          const scene = await setScene(app, caller);
          const { path, body } = await REQUESTS[row](scene);
          await restrict(scene, restrictions);
          const headers = origin === undefined ? {} : { Origin: origin };
          for (let count = 0; count < earlier; count++)
            await scene.api.get('/api/auth/session', { headers });

          const explained = await admin.api.post(`/api/tokens/${scene.token?.id}/_explain`, {
            method: methodOf(row),
            path,
            address: '127.0.0.1',
            ...(origin !== undefined && { origin }),
            ...(typeof body === 'object' && { body }),
          });
          const answer = await scene.api.call(methodOf(row), path, { body, headers });

          expect(explained.status).toBe(200);
          const { allowed, refusedBy, checks } = explained.body;
          const refusal = checks.find(({ name }: { name: string }) => name === refusedBy);
          const requestId = answer.headers.get('X-Request-Id') ?? '';
          const refused = await admin.api.get(`/api/refusals/${requestId}`);
          if (allowed) expect([row, caller, refused.status]).toEqual([row, caller, 404]);
          else {
            expect([row, caller, answer.body?.code]).toEqual([row, caller, refusal.code]);
            expect([refused.body.tokenId, refused.body.checks]).toEqual([scene.token?.id, checks]);
          }
          seen.add(refusal?.code ?? 'allowed');
        },
      ),
      { numRuns: RUNS },
    );
    expect([...seen]).toEqual(expect.arrayContaining(['allowed', 'invalid_token']));
  });

  async function restrict({ token }: Scene, columns: Partial<Token>): Promise<void> {
    if (token === null || Object.keys(columns).length === 0) return;
    const { manager } = app.dataSource;
    const [child] = await manager.query('SELECT parent_id FROM child_tokens WHERE id = $1', [
      token.id,
    ]);
    await manager.update(Token, { id: child?.parent_id ?? token.id }, columns);
    await app.caughtUp();
  }
});
