import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createChild, createChildren } from '../factories/children.factory.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Api } from '../support/api.js';
import { expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const STATUSES = ['active', 'expired', 'revoked'] as const;

describe('the child tokens of a token', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;
  let parent: TestToken;
  let path: string;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  beforeEach(async () => {
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
    parent = await createToken(app, { owner, assistant });
    path = `/api/tokens/${parent.id}/children`;
  });

  afterAll(() => app.close());

  async function listed(query = '', api: Api = owner.api, of = path) {
    const { status, body } = await api.get(of + query);
    expect(status).toBe(200);
    return {
      ...body,
      ids: body._embedded['inf:child-token'].map(({ id }: { id: string }) => id) as string[],
    };
  }

  it('are an empty list at first', async () => {
    expect(await listed()).toMatchObject({ ids: [], start: 0, count: 0, total: 0 });
  });

  it('are listed newest first and masked, for everyone who can see the token, and for itself', async () => {
    const team = await createTeamAssistant(app);
    const shared = await createToken(app, { owner: team.owner, assistant: team.assistant });
    const [older, newer] = await createChildren(app, 2, shared);
    await createChild(app, parent);
    const of = `/api/tokens/${shared.id}/children`;
    for (const api of [team.owner.api, team.editor.api, shared.api]) {
      const list = await listed('', api, of);
      expect(list.ids).toEqual([newer?.id, older?.id]);
      expect(list._embedded['inf:child-token'][0].token).toBe(`${newer?.secret.slice(0, 10)}…`);
      expect(JSON.stringify(list)).not.toContain(newer?.secret);
    }
    expect((await listed('', shared.api, '/api/tokens/self/children')).ids).toHaveLength(2);
    await expectRefused(app, () => team.viewer.api.get(of), 404, 'not_found');
    await expectRefused(app, () => team.viewer.api.delete(of), 404, 'not_found');
  });

  it('can be filtered by status, which is the one that each of them shows', async () => {
    const past = new Date(app.clock.now().getTime() - 1_000);
    await app.dataSource.query(
      `INSERT INTO token_secrets (token_id, version, digest, created_at, retires_at)
       VALUES ($1, 2, '\\x01', now(), $2), ($1, 3, '\\x02', now(), NULL)`,
      [parent.id, past],
    );
    for (const childEpoch of [0, -1]) {
      for (const parentSecretVersion of [1, 2, 3, 9]) {
        for (const expiresAt of [past, new Date(app.clock.now().getTime() + 60_000)]) {
          for (const revokedAt of [null, past]) {
            await createChild(app, parent, {
              childEpoch,
              parentSecretVersion,
              expiresAt,
              revokedAt,
            });
          }
        }
      }
    }
    for (const [change, expected] of [
      ['', { active: 2, expired: 6, revoked: 24 }],
      [`expires_at = now() - interval '1 day'`, { active: 0, expired: 8, revoked: 24 }],
      ['revoked_at = now()', { active: 0, expired: 0, revoked: 32 }],
    ] as const) {
      if (change)
        await app.dataSource.query(`UPDATE tokens SET ${change} WHERE id = $1`, [parent.id]);
      for (const status of STATUSES) {
        const list = await listed(`?status=${status}&limit=200`);
        expect([status, list.total]).toEqual([status, expected[status]]);
        for (const child of list._embedded['inf:child-token']) {
          expect(child.status).toBe(status);
          const { body } = await owner.api.get(`/api/tokens/${child.id}`);
          expect(body).toEqual({ ...child, _links: body._links });
        }
      }
    }
  });

  it('are listed in pages that skip and repeat none', async () => {
    const made = (await createChildren(app, 7, parent)).map(({ id }) => id).reverse();
    let page = await listed('?limit=3&status=active');
    const seen = [...page.ids];
    await createChild(app, parent);
    while (page._links.next) {
      page = await listed('', owner.api, page._links.next.href);
      expect(page.count).toBeLessThanOrEqual(3);
      seen.push(...page.ids);
    }
    expect(seen).toEqual(made);
    expect(page._links.next).toBeUndefined();
    const last = await listed('', owner.api, page._links.last.href);
    expect(last.total).toBe(8);
    await expectRefused(app, () => owner.api.get(`${path}?cursor=x`), 400, 'invalid_cursor');
  });

  it('are counted up to 1,000, and all of them can be reached', async () => {
    await createChildren(app, 1_150, parent);
    const first = await listed('?limit=200');
    expect(first.total).toBe(1_000);
    expect(first._links).not.toHaveProperty('last');
    const seen = new Set<string>(first.ids);
    for (let page = first; page._links.next;) {
      page = await listed('', owner.api, page._links.next.href);
      for (const id of page.ids) seen.add(id);
    }
    expect(seen.size).toBe(1_150);
  });

  it('are not available for a personal token', async () => {
    const personal = await createToken(app, { owner });
    expect((await listed('', personal.api, '/api/tokens/self/children')).total).toBe(0);
  });
});
