import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { ConditionalScene, stateIn, tagIn, tagOf } from '../support/conditional-scene.js';

const WITH_STATE = /^"[\w-]{16}\.[\w-]{16}"$/;
const STATE_ALONE = /^"[\w-]{16}\."$/;
const WEAK = /^W\/"[\w-]{16}"$/;

describe('an entity tag', () => {
  let scene: ConditionalScene;
  let admin: Api;

  beforeAll(async () => {
    scene = await ConditionalScene.set();
    admin = scene.admin.api;
  });

  afterAll(() => scene.app.close());

  type Found = { api: Api; path: string };
  const read = (path: string): Promise<Found> => Promise.resolve({ api: admin, path });
  const below = async (thing: Promise<Found>, rest: string): Promise<Found> => {
    const { api, path } = await thing;
    return { api, path: path + rest };
  };
  const first = async (list: Found, relation: string): Promise<Found> => {
    const { body } = await list.api.get(list.path);
    return { api: list.api, path: body._embedded[relation][0]._links.self.href };
  };

  const RESOURCES: [string, () => Promise<Found>, RegExp][] = [
    ['a user', () => scene.user(), WITH_STATE],
    ['a team', () => scene.team(), WITH_STATE],
    ['a service account', () => scene.serviceAccount(), WITH_STATE],
    ['a member', () => scene.member(), WITH_STATE],
    ['an assistant', () => scene.ofAssistant(), WITH_STATE],
    ['a token', () => scene.token(), WITH_STATE],
    ['a child token', () => scene.child(), WITH_STATE],
    ['a chat', () => scene.chat(), WITH_STATE],
    ['a webhook', () => scene.webhook(), WITH_STATE],
    ['a session', () => read('/api/auth/session'), WEAK],
    ['a relation', () => read('/api/rels/assistant'), WEAK],
    ['the usage of a token', () => below(scene.token(), '/usage'), WEAK],
    ['the users', () => read('/api/users'), WEAK],
    ['the teams', () => read('/api/teams?limit=2'), WEAK],
    ['the seats', () => read('/api/ai-seats'), WEAK],
    ['the assistants', () => read('/api/assistants'), WEAK],
    ['the tokens', () => read('/api/tokens?status=active'), WEAK],
    ['the tokens of an assistant', () => below(scene.ofAssistant(), '/tokens'), WEAK],
    ['the webhooks of an assistant', () => below(scene.ofAssistant(), '/webhooks'), WEAK],
    ['the children of a token', () => below(scene.token(), '/children'), WEAK],
    ['the chats', () => read('/api/chats'), WEAK],
    ['the messages of a chat', () => below(scene.chat(), '/messages'), WEAK],
    ['a message', async () => first(await below(scene.chat(), '/messages'), 'inf:message'), WEAK],
    ['the deliveries of a webhook', () => below(scene.webhook(), '/deliveries'), WEAK],
    [
      'a delivery',
      async () => first(await below(scene.webhook(), '/deliveries'), 'inf:webhook-delivery'),
      WEAK,
    ],
  ];

  describe.each(RESOURCES)('of %s', (_name, find, form) => {
    it('stays the same as long as nothing changes, and leads to 304', async () => {
      const { api, path } = await find();
      const answer = await api.get(path);
      const tag = tagIn(answer);
      expect(tag).toMatch(form);

      const again = await api.get(path, { headers: { 'If-None-Match': tag } });
      expectNotModified(again, answer);
    });

    it('is returned by HEAD, which also responds with 304', async () => {
      const { api, path } = await find();
      const head = await api.call('HEAD', path);
      const answer = await api.get(path);
      expect([head.status, tagIn(head)]).toEqual([200, tagIn(answer)]);

      const headers = { 'If-None-Match': tagIn(head) };
      expectNotModified(await api.call('HEAD', path, { headers }), answer);
    });
  });

  it.each([
    ['weak', (tag: string) => `W/${tag}`, 304],
    ['one of several', (tag: string) => `"of-another" , W/"weak",, ${tag}`, 304],
    ['whatever there is', () => '*', 304],
    ['another', () => '"of-another"', 200],
    ['the state alone', (tag: string) => `"${stateIn(tag)}"`, 200],
    ['no tag', (tag: string) => tag.replaceAll('"', ''), 200],
    ['cut off', (tag: string) => tag.slice(0, -1), 200],
    ['empty', () => '', 200],
  ])('that is %s is compared as RFC 9110 defines', async (_case, headerFor, status) => {
    const { api, path } = await scene.team();
    const headers = { 'If-None-Match': headerFor(await tagOf({ api, path })) };

    expect((await api.get(path, { headers })).status).toBe(status);
  });

  it('changes with the resource, and with the list it is in', async () => {
    const { api, path } = await scene.team();
    const before = await tagOf({ api, path });
    const list = await tagOf({ api, path: '/api/teams' });
    await api.patch(path, { name: 'Another name' });

    const answer = await api.get(path, { headers: { 'If-None-Match': before } });
    expect([answer.status, answer.body.name]).toEqual([200, 'Another name']);
    expect(stateIn(tagIn(answer))).not.toBe(stateIn(before));
    const teams = await api.get('/api/teams', { headers: { 'If-None-Match': list } });
    expect(teams.status).toBe(200);
  });

  it('is the same for both media types, whose bodies are the same', async () => {
    const { api, path } = await scene.team();
    const json = await api.get(path, { headers: { Accept: 'application/json' } });
    expect(json.headers.get('Content-Type')).toContain('application/json');
    expect(tagIn(json)).toBe(await tagOf({ api, path }));
  });

  it('has the same state for both ids of the resource', async () => {
    const { id, naturalId } = (await admin.get(`/api/assistants/${scene.assistant.id}`)).body;
    const [byId, byName] = await Promise.all(
      [id, naturalId].map((ref: string) => tagOf({ api: admin, path: `/api/assistants/${ref}` })),
    );
    expect(byId).not.toBe(byName);
    expect(stateIn(byId ?? '')).toBe(stateIn(byName ?? ''));
  });

  it('of the response to a change is that of the resource', async () => {
    for (const [kind, body] of [
      ['user', { displayName: 'B', role: 'admin' }],
      ['team', { name: 'B' }],
      ['ofAssistant', { name: 'B', suggestions: ['one', 'two'], shared: true }],
      ['token', { notes: 'B', data: { b: 1, a: { d: [1.5, null], c: 'é' } } }],
      ['chat', { name: 'B' }],
      ['webhook', { description: 'B', enabled: false }],
    ] as const) {
      const { api, path } = await scene[kind]();
      const answer = await api.patch(path, body);
      expect([kind, answer.status, tagIn(answer)]).toEqual([kind, 200, await tagOf({ api, path })]);
    }
    const { api, path } = await scene.member();
    expect(tagIn(await api.put(path, { role: 'admin' }))).toBe(await tagOf({ api, path }));
  });

  it('of the response to a creation is that of the resource', async () => {
    const { owner, assistant } = scene;
    const user = { username: 'newcomer', password: 'a password that is long' };
    const made: [Api, string, object, RegExp][] = [
      [admin, '/api/users', user, WITH_STATE],
      [admin, '/api/teams', { id: 'newcomers', name: 'Newcomers' }, WITH_STATE],
      [owner.api, '/api/assistants', { slug: 'new', name: 'New' }, WITH_STATE],
      [
        owner.api,
        '/api/tokens',
        {
          type: 'assistant',
          assistantId: assistant.naturalId,
          restrict: 'cidr',
          cidr: '10.0.0.1, 10.0.0.0/8',
          expiresAt: '2999-01-01T00:00:00+01:00',
          data: { b: { d: 1, c: [{ z: 1, a: 2 }] }, a: 1.25e9 },
        },
        STATE_ALONE,
      ],
      [
        owner.api,
        `/api/assistants/${assistant.id}/webhooks`,
        { url: 'https://hooks.invalid/', events: ['token.created'] },
        STATE_ALONE,
      ],
    ];
    for (const [api, path, body, form] of made) {
      const answer = await api.post(path, body);
      expect([path, answer.status === 201 ? 201 : answer.text]).toEqual([path, 201]);
      const tag = tagIn(answer);
      const later = await tagOf({ api, path: answer.headers.get('Location') ?? '' });
      expect(tag).toMatch(form);
      expect(form === WITH_STATE ? later : stateIn(later)).toBe(
        form === WITH_STATE ? tag : stateIn(tag),
      );
    }
  });

  it('of a response with a value that is shown once contains only the state', async () => {
    const { app, owner, assistant } = scene;
    const token = await createToken(app, { owner, assistant });
    const child = await token.api.post('/api/tokens/_derive');
    const rotated: [Api, string][] = [
      [admin, `/api/tokens/${token.id}`],
      [admin, (await scene.webhook()).path],
    ];
    const tags: [string, string][] = [
      [tagIn(child), await tagOf({ api: admin, path: `/api/tokens/${child.body.id as string}` })],
    ];
    for (const [api, path] of rotated) {
      const tag = tagIn(await api.post(`${path}/_rotate`));
      tags.push([tag, await tagOf({ api, path })]);
    }
    for (const [shown, later] of tags) {
      expect(shown).toMatch(STATE_ALONE);
      expect(stateIn(shown)).toBe(stateIn(later));
    }
  });

  it('of a replayed response contains the state of the first one', async () => {
    const { owner, assistant } = scene;
    const headers = { 'Idempotency-Key': 'made-once' };
    const body = { type: 'assistant', assistantId: assistant.naturalId, data: { b: 1, a: 2 } };
    const [one, again] = [
      await owner.api.post('/api/tokens', body, { headers }),
      await owner.api.post('/api/tokens', body, { headers }),
    ];
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect(tagIn(again)).toBe(tagIn(one));
  });

  it('is missing if there is nothing to revalidate', async () => {
    const { app, owner, assistant, admin: user } = scene;
    const token = await createToken(app, { owner, assistant });
    const { path } = await scene.chat();
    const events = await owner.api.raw('GET', `${path}/messages`, {
      headers: { Accept: 'text/event-stream', 'If-None-Match': '*' },
    });
    await events.text();
    const asker = await createUser(app, { permissions: ['tokens:introspect'] });
    const answers: [string, Pick<Answer, 'status' | 'headers'>, number][] = [
      ['health', await app.api.get('/health/live', { headers: { 'If-None-Match': '*' } }), 200],
      ['keys', await app.api.get('/.well-known/jwks.json'), 200],
      ['verification', await token.api.get('/api/auth/verify'), 200],
      ['events', events, 200],
      [
        'introspection',
        await asker.api.post('/api/tokens/_introspect', { token: token.secret }),
        200,
      ],
      ['seats', await admin.post('/api/ai-seats/_assign', { usernames: [user.username] }), 200],
      ['a refusal', await admin.get('/api/teams/none', { headers: { 'If-None-Match': '*' } }), 404],
      ['a deletion', await admin.delete(`/api/tokens/${token.id}`), 204],
    ];
    expect(
      answers.map(([what, { status, headers }]) => [what, status, headers.get('ETag')]),
    ).toEqual(answers.map(([what, , status]) => [what, status, null]));
  });
});

/** The headers that a cache needs (RFC 9110, section 15.4.5), without headers of the body. */
function expectNotModified(answer: Answer, { headers }: Answer): void {
  expect([answer.status, answer.text]).toEqual([304, '']);
  for (const name of ['ETag', 'Cache-Control', 'Vary']) {
    expect([name, answer.headers.get(name)]).toEqual([name, headers.get(name)]);
  }
  expect(answer.headers.get('Cache-Control')).toBe('private, no-cache');
  for (const name of ['Content-Type', 'Content-Length', 'Transfer-Encoding', 'Location']) {
    expect(answer.headers.has(name)).toBe(false);
  }
  expect(answer.headers.has('X-Request-Id')).toBe(true);
}
