import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LastUseRecorder } from '../../src/tokens/usage/recording/last-use.recorder.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { TestApp } from '../support/test-app.js';

const DAY_MS = 86_400_000;

describe('the inventory of tokens', () => {
  let app: TestApp;
  let admin: TestUser;
  let owner: TestUser;
  let other: TestUser;
  let teamId: string;
  let assistant: TestAssistant;
  let start: number;
  /** By name, oldest first. */
  let tokens: Record<'crm' | 'report' | 'mobile' | 'idle' | 'personal', TestToken>;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
    owner = await createUser(app);
    other = await createUser(app);
    teamId = await createTeam(app, [[owner, 'admin']]);
    assistant = await createAssistant(app, { ownerId: teamId });
    start = app.clock.now().getTime();
    const at = (days: number) => new Date(start + days * DAY_MS);
    const make = (of: TestUser, columns: object, isPersonal = false) =>
      createToken(app, { owner: of, ...(!isPersonal && { assistant }), columns });
    tokens = {
      crm: await make(owner, { chosenName: 'CRM production', tags: ['env=prod', 'crm'] }),
      report: await make(owner, { notes: 'Nightly report', readOnly: true, expiresAt: at(3) }),
      mobile: await make(other, { chosenName: 'Ärzte-App', tags: ['env=test'], expiresAt: at(90) }),
      idle: await make(other, { notes: 'Old job', createdAt: at(-100) }),
      personal: await make(owner, { chosenName: 'Zeta scripts' }, true),
    };
    await tokens.crm.api.get('/api/auth/session');
    app.clock.advance({ seconds: 1 });
    await tokens.mobile.api.get('/api/auth/session');
    await app.nest.get(LastUseRecorder).flush();
    await app.dataSource.query('UPDATE tokens SET reused_at = now() WHERE id = $1', [
      tokens.mobile.id,
    ]);
  });

  afterAll(() => app.close());

  const time = (days: number) => new Date(start + days * DAY_MS).toISOString();
  const nameOf = (id: string) =>
    Object.entries(tokens).find(([, token]) => token.id === id)?.[0] ?? id;
  const namesIn = ({ body }: Answer) =>
    (body._embedded['inf:token'] as { id: string }[]).map(({ id }) => nameOf(id));

  async function list(query: string, { api } = admin): Promise<string[]> {
    const answer = await api.get(`/api/tokens?${query}`);
    expect([answer.status, answer.text]).toEqual([200, expect.anything()]);
    const names = namesIn(answer);
    expect(answer.body.total).toBe(names.length);
    return names;
  }

  it.each<[string, string[]]>([
    ['q=crm', ['crm']],
    ['q=PROD%20crm', ['crm']],
    ['q=rep', ['report']],
    ['q=eport', []],
    ['q=app', ['mobile']],
    ['q=%C3%A4rzte', ['mobile']],
    ["q='%20%26%20%3A*", []],
    ['q=%5C%5C', []],
    ['tag=env', ['mobile', 'crm']],
    ['tag=env%3Dprod', ['crm']],
    ['tag=crm', ['crm']],
    ['tag=en', []],
    ['type=personal', ['personal']],
    ['readOnly=true', ['report']],
    ['neverExpires=true', ['personal', 'idle', 'crm']],
    ['neverExpires=false', ['mobile', 'report']],
    ['neverUsed=true', ['personal', 'idle', 'report']],
    ['neverUsed=false', ['mobile', 'crm']],
    ['reused=true', ['mobile']],
    ['reused=false', ['personal', 'idle', 'report', 'crm']],
    ['status=noncompliant', []],
  ])('finds tokens by %s', async (query, names) => {
    expect(await list(query)).toEqual(names);
  });

  it('finds tokens by owner, team and time', async () => {
    expect(await list(`ownerId=${other.username}`)).toEqual(['idle', 'mobile']);
    expect(await list(`q=${other.username}`)).toEqual(['idle', 'mobile']);
    expect(await list(`teamId=${teamId}`)).toEqual(['idle', 'mobile', 'report', 'crm']);
    expect(await list(`expiresBefore=${time(7)}`)).toEqual(['report']);
    expect(await list(`expiresAfter=${time(3)}`)).toEqual(['mobile', 'report']);
    expect(await list(`createdBefore=${time(-1)}`)).toEqual(['idle']);
    expect(await list(`createdAfter=${time(-100)}&type=personal`)).toEqual(['personal']);
    expect(await list(`unusedSince=${time(-90)}`)).toEqual(['idle']);
    expect(await list(`tag=env&neverExpires=true&q=crm`)).toEqual(['crm']);
  });

  it('shows only own tokens to a user', async () => {
    expect(await list('neverExpires=true', owner)).toEqual(['personal', 'crm']);
    expect(await list(`ownerId=${other.username}`, owner)).toEqual([]);
    expect(await list(`teamId=${teamId}`, other)).toEqual(['idle', 'mobile']);
  });

  const ORDERS: [string, string[]][] = [
    ['createdAt', ['idle', 'crm', 'report', 'mobile', 'personal']],
    ['expiresAt', ['report', 'mobile', 'crm', 'idle', 'personal']],
    ['lastUsedAt', ['report', 'idle', 'personal', 'crm', 'mobile']],
    ['name', ['crm', 'report', 'idle', 'personal', 'mobile']],
  ];

  it.each(ORDERS)('sorts by %s in both directions, page by page', async (sort, names) => {
    for (const [order, expected] of [
      [sort, names],
      [`-${sort}`, names.toReversed()],
    ] as const) {
      const query = `sort=${order}&createdAfter=${time(-200)}`;
      expect(await list(query)).toEqual(expected);
      const seen: string[] = [];
      let href = `/api/tokens?${query}&limit=2`;
      let back = '';
      while (href !== '') {
        const page = await admin.api.get(href);
        expect([page.status, page.text]).toEqual([200, expect.anything()]);
        seen.push(...namesIn(page));
        back = (page.body._links.prev?.href ?? back) as string;
        href = (page.body._links.next?.href ?? '') as string;
        expect(href === '' || href.includes(`sort=${order}&`)).toBe(true);
      }
      expect(seen).toEqual(expected);
      expect(namesIn(await admin.api.get(back))).toEqual(expected.slice(2, 4));
    }
  });

  it('refuses the cursor of another sort', async () => {
    const { body } = await admin.api.get('/api/tokens?sort=name&limit=2');
    const next = body._links.next.href as string;
    for (const wrong of [next.replace('sort=name', 'sort=-name'), next.replace('sort=name', '')]) {
      expect((await admin.api.get(wrong)).body.code).toBe('invalid_cursor');
    }
  });

  it.each(['9999-99-99T99:99:99.999Z', '2026-02-30T00:00:00.000Z', '0000-01-01T00:00:00.000Z'])(
    'refuses a forged cursor with the time %s',
    async (time) => {
      for (const sort of ['createdAt', '-expiresAt', 'lastUsedAt']) {
        const place = [sort, 'after', 1, `${tokens.crm.id}${time}`];
        const cursor = Buffer.from(JSON.stringify(place)).toString('base64url');
        const { status, body } = await admin.api.get(`/api/tokens?sort=${sort}&cursor=${cursor}`);
        expect([status, body.code]).toEqual([400, 'invalid_cursor']);
      }
    },
  );

  it.each([
    'sort=notes',
    'q=',
    `q=${'x'.repeat(101)}`,
    'tag=two%20words',
    'expiresBefore=tomorrow',
    'neverUsed=maybe',
    'reused=1',
    'ownerId=No%20Name',
    'unusedSince=2026-02-30T00:00:00Z',
    'color=red',
  ])('refuses %s', async (query) => {
    const answer = await admin.api.get(`/api/tokens?${query}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
  });

  it('counts the risks, and links to the tokens that have them', async () => {
    const cardsOf = async (api: Api) => {
      const { status, body } = await api.get('/api/tokens/_summary');
      expect(status).toBe(200);
      const cards = Object.entries(body as Record<string, { count: number }>).filter(
        ([name]) => name !== '_links',
      ) as [string, { count: number; _links: { self: { href: string } } }][];
      for (const [, card] of cards) {
        const listed = await api.get(card._links.self.href);
        expect([listed.status, listed.body.total]).toEqual([200, card.count]);
      }
      return Object.fromEntries(cards.map(([name, { count }]) => [name, count]));
    };
    expect((await admin.api.post(`/api/tokens/${tokens.crm.id}/_pause`)).status).toBe(200);

    expect(await cardsOf(admin.api)).toEqual({
      neverExpire: 2,
      unused90Days: 1,
      expiring7Days: 1,
      noncompliant: 0,
      reused: 1,
      paused: 1,
      ownerLeft: 0,
    });
    expect(await cardsOf(owner.api)).toMatchObject({ neverExpire: 1, unused90Days: 0, reused: 0 });
    expect((await tokens.report.api.get('/api/tokens/_summary')).body.code).toBe(
      'insufficient_scope',
    );
  });

  it('follows each use, with any secret', async () => {
    const token = await createToken(app, { owner: other, assistant });
    const rotated = await other.api.post(`/api/tokens/${token.id}/_rotate`, {
      overlapSeconds: 60,
    });
    await app.api.as(rotated.body.token as string).get('/api/auth/session');
    await app.nest.get(LastUseRecorder).flush();
    const listed = await admin.api.get('/api/tokens?sort=-lastUsedAt&limit=1');
    expect(listed.body._embedded['inf:token'][0]).toMatchObject({
      id: token.id,
      lastUsedAt: (await other.api.get(`/api/tokens/${token.id}`)).body.lastUsedAt,
    });
  });
});
