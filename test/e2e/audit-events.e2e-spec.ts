import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { TestApp } from '../support/test-app.js';

interface Event {
  id: string;
  at: string;
  action: string;
  actor: { id: string | null };
  subject: { type: string; id: string };
  changes: { field: string; before: unknown; after: unknown }[];
}

let app: TestApp;
let admin: TestUser;
let api: Api;

beforeAll(async () => {
  app = await TestApp.start({ env: { TRUST_PROXY: 'loopback' } });
  admin = await createAdmin(app);
  api = admin.api.with({ 'X-Forwarded-For': '203.0.113.9', 'User-Agent': 'curl/8.5.0' });
});

afterAll(() => app.close());

const eventsIn = ({ body }: Answer): Event[] => body._embedded['inf:audit-event'];

async function list(by: Api, query = ''): Promise<Event[]> {
  const answer = await by.get(`/api/audit-events${query}`);
  expect(answer.status).toBe(200);
  return eventsIn(answer);
}

const actionsIn = (events: Event[]): string[] => events.map(({ action }) => action);

describe('an audit event', () => {
  it('tells who acted, from where, on what, and what changed', async () => {
    const assistant = await createAssistant(app, { ownerId: admin.username });
    const personal = await createToken(app, { owner: admin });
    const token = await createToken(app, { owner: admin, assistant, columns: { notes: 'Old' } });
    const changed = await personal.api
      .with({ 'X-Forwarded-For': '203.0.113.9', 'User-Agent': 'curl/8.5.0' })
      .patch(`/api/tokens/${token.id}`, { notes: 'New', data: { private: 'thing' } });

    const [event] = await list(api, `?subjectId=${token.id}`);
    expect(event).toEqual({
      id: expect.any(String),
      at: expect.stringMatching(/^20.*Z$/),
      action: 'token.updated',
      actor: {
        type: 'user',
        id: admin.username,
        name: `The user ${admin.username}`,
        credentialId: personal.id,
        credentialHint: (await api.get(`/api/tokens/${personal.id}`)).body.token,
      },
      subject: { type: 'token', id: token.id, name: 'Old' },
      assistantId: assistant.naturalId,
      address: '203.0.113.9',
      userAgent: 'curl/8.5.0',
      requestId: changed.headers.get('x-request-id'),
      changes: [
        { field: 'notes', before: 'Old', after: 'New' },
        { field: 'data', before: null, after: null },
      ],
      reason: null,
      _links: { self: { href: `/api/audit-events/${event?.id}` } },
    });
    expect((await api.get(`/api/audit-events/${event?.id}`)).body).toMatchObject({
      ...event,
      _links: { self: { href: `/api/audit-events/${event?.id}` } },
    });
  });

  it('does not keep a secret that the client sends as its name', async () => {
    const token = await createToken(app, { owner: admin });
    const talkative = api.with({ 'User-Agent': `agent ${token.secret} ${'x'.repeat(5_000)}` });

    await talkative.delete(`/api/tokens/${token.id}`);

    const [event] = await list(api, `?subjectId=${token.id}`);
    expect(event).toMatchObject({
      userAgent: expect.stringMatching(/^agent \[masked\] x{190,256}$/),
    });
  });

  it('of version 0.2 stays readable', async () => {
    await app.dataSource.query(
      `INSERT INTO audit_events (id, at, action, actor, subject_type, subject_id, details)
       VALUES (gen_random_uuid(), $1, 'user.updated', 'ada', 'user', 'old-user', $2)`,
      [app.clock.now(), { fields: ['displayName'], version: 3 }],
    );

    expect(await list(api, '?subjectId=old-user')).toEqual([
      expect.objectContaining({
        actor: { type: 'user', id: 'ada', name: null, credentialId: null, credentialHint: null },
        changes: [
          { field: 'displayName', before: null, after: null },
          { field: 'version', before: null, after: 3 },
        ],
      }),
    ]);
  });
});

describe('the events that a caller sees', () => {
  let teamAdmin: TestUser;
  let issuer: TestUser;
  let assistant: TestAssistant;
  let tokenId: string;
  let memberEvents: string;

  beforeAll(async () => {
    teamAdmin = await createUser(app);
    issuer = await createUser(app);
    const team = await createTeam(app, [
      [teamAdmin, 'admin'],
      [issuer, 'editor'],
    ]);
    assistant = await createAssistant(app, { ownerId: team });
    const issued = await issuer.api.post('/api/tokens', {
      type: 'assistant',
      assistantId: assistant.id,
    });
    tokenId = issued.body.id;
    memberEvents = `?subjectType=team&subjectId=${team}`;
    const { username } = await createUser(app);
    await teamAdmin.api.put(`/api/teams/${team}/members/${username}`, { role: 'viewer' });
    await createTeam(app);
  });

  it('are those of their teams for an admin of a team', async () => {
    expect(actionsIn(await list(teamAdmin.api, `?subjectId=${tokenId}`))).toEqual([
      'token.created',
    ]);
    const [saved] = await list(teamAdmin.api, memberEvents);
    expect(saved).toMatchObject({
      action: 'team.member_saved',
      changes: [
        { field: 'role', before: null, after: 'viewer' },
        { field: 'username', before: null, after: expect.any(String) },
      ],
    });
  });

  it('are those of their own tokens for everybody', async () => {
    expect((await list(issuer.api)).map(({ subject }) => subject.id)).toEqual([tokenId]);
  });

  it('stay those of their tokens after the assistant is gone', async () => {
    const owner = await createUser(app);
    const own = await createAssistant(app, { ownerId: owner.username });
    const token = await createToken(app, { owner, assistant: own });
    await owner.api.patch(`/api/tokens/${token.id}`, { notes: 'Else' });
    await owner.api.delete(`/api/assistants/${own.id}`);

    expect(actionsIn(await list(owner.api))).toEqual(['token.revoked', 'token.updated']);
  });

  it('are none of others', async () => {
    const stranger = await createUser(app);
    const editor = await createUser(app);
    await createTeam(app, [[editor, 'editor']]);

    for (const user of [stranger, editor]) {
      expect(await list(user.api)).toEqual([]);
      const [event] = await list(api, `?subjectId=${tokenId}`);
      expect((await user.api.get(`/api/audit-events/${event?.id}`)).status).toBe(404);
    }
  });

  it('are all with the permission audit:read', async () => {
    const auditor = await createUser(app, { permissions: ['audit:read'] });

    expect(actionsIn(await list(auditor.api, `?subjectId=${tokenId}`))).toEqual(['token.created']);
    expect(actionsIn(await list(auditor.api, memberEvents))).toContain('team.member_saved');
  });
});

describe('the filters', () => {
  it('each select some events, and together fewer', async () => {
    const user = await createUser(app);
    const assistant = await createAssistant(app, { ownerId: user.username });
    const by = user.api.with({ 'X-Forwarded-For': '198.51.100.7' });
    const before = app.clock.now();
    const { body: token } = await by.post('/api/tokens', {
      type: 'assistant',
      assistantId: assistant.id,
    });
    app.clock.advance({ seconds: 60 });
    const between = app.clock.now();
    await by.delete(`/api/tokens/${token.id}`);
    const { tokenId: credentialId } = (await user.api.get('/api/auth/session')).body;
    app.clock.advance({ seconds: 60 });

    const both = ['token.revoked', 'token.created'];
    const expected: [string, string[]][] = [
      [`actor=${user.username}`, both],
      [`assistantId=${assistant.id}`, both],
      [`assistantId=${assistant.naturalId}`, both],
      [`credentialId=${credentialId}`, both],
      ['address=198.51.100.7', both],
      [`subjectId=${token.id}`, both],
      [`subjectId=${token.id}&subjectType=user`, []],
      [`subjectId=${token.id}&action=token.created`, ['token.created']],
      [`subjectId=${token.id}&from=${between.toISOString()}`, ['token.revoked']],
      [`subjectId=${token.id}&to=${between.toISOString()}`, ['token.created']],
      [
        `subjectId=${token.id}&from=${before.toISOString()}&to=${between.toISOString()}`,
        ['token.created'],
      ],
    ];
    for (const [query, actions] of expected) {
      expect([query, actionsIn(await list(api, `?${query}`))]).toEqual([query, actions]);
    }
  });

  it('are refused if they are no filters, all at once', async () => {
    const answer = await api.get(
      '/api/audit-events?actor=No+Name&action=deleted&credentialId=x&from=yesterday&nothing=1',
    );

    expect(answer.status).toBe(400);
    expect(answer.body.details.map(({ field }: { field: string }) => field).sort()).toEqual([
      'action',
      'actor',
      'credentialId',
      'from',
      'nothing',
    ]);
  });
});

describe('the pages', () => {
  it('go back in time, keep the filters, and repeat nothing when events arrive', async () => {
    const user = await createUser(app);
    for (let index = 0; index < 7; index++)
      await user.api.post('/api/tokens', { type: 'personal' });
    const all = await list(api, `?actor=${user.username}&action=token.created`);
    const pages: Event[][] = [];

    let path: string | undefined =
      `/api/audit-events?actor=${user.username}&action=token.created&limit=3`;
    while (path !== undefined) {
      const answer: Answer = await api.get(path);
      pages.push(eventsIn(answer));
      path = answer.body._links.next?.href;
      await user.api.post('/api/tokens', { type: 'personal' });
    }

    expect(pages.map(({ length }) => length)).toEqual([3, 3, 1]);
    expect(pages.flat()).toEqual(all);
    expect(all.map(({ id }) => id)).toEqual(
      all
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
  });
});

describe('reading the trail', () => {
  it('is an event itself, once per hour and credential', async () => {
    const reader = await createUser(app);
    const recorded = async () => actionsIn(await list(api, `?actor=${reader.username}`));

    await list(reader.api);
    await list(reader.api);
    expect(await recorded()).toEqual(['audit.read']);

    const token = await createToken(app, { owner: reader });
    await list(token.api);
    expect(await recorded()).toEqual(['audit.read', 'audit.read']);
  });
});
