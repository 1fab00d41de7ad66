import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import { Webhook } from '../../src/webhooks/webhook.entity.js';
import type { Answer } from '../support/api.js';
import { ConditionalScene, stateIn, tagIn, tagOf } from '../support/conditional-scene.js';
import type { Changeable, Write } from '../support/conditional-scene.js';
import { whileHeld } from '../support/lock-waits.js';
import { expectRefused } from '../support/refusal.js';

const patch =
  (field: string): Write =>
  ({ api, path }, headers, mark) =>
    api.patch(path, { [field]: mark }, { headers });

const remove: Write = ({ api, path }, headers) => api.delete(path, { headers });

const rotate: Write = ({ api, path }, headers) => api.post(`${path}/_rotate`, {}, { headers });

const saveRole: Write = ({ api, path }, headers, mark) =>
  api.put(path, { role: mark === 'first' ? 'editor' : 'admin' }, { headers });

type Kind =
  | 'user'
  | 'team'
  | 'member'
  | 'serviceAccount'
  | 'ofAssistant'
  | 'token'
  | 'child'
  | 'chat'
  | 'webhook';

/** A change that makes later conditions fail. */
const CHANGES: Record<Kind, Write> = {
  user: patch('displayName'),
  team: patch('name'),
  member: saveRole,
  serviceAccount: patch('displayName'),
  ofAssistant: patch('name'),
  token: patch('notes'),
  child: remove,
  chat: patch('name'),
  webhook: patch('description'),
};

const WRITES: [string, Kind, Write][] = [
  ['PATCH of a user', 'user', patch('displayName')],
  ['DELETE of a user', 'user', remove],
  ['PATCH of a team', 'team', patch('name')],
  ['DELETE of a team', 'team', remove],
  ['PUT of a member', 'member', saveRole],
  ['DELETE of a member', 'member', remove],
  ['PATCH of a service account', 'serviceAccount', patch('displayName')],
  ['DELETE of a service account', 'serviceAccount', remove],
  ['PATCH of an assistant', 'ofAssistant', patch('name')],
  ['DELETE of an assistant', 'ofAssistant', remove],
  ['PATCH of a token', 'token', patch('notes')],
  ['DELETE of a token', 'token', remove],
  ['rotation of a token', 'token', rotate],
  ['DELETE of a child token', 'child', remove],
  ['PATCH of a chat', 'chat', patch('name')],
  ['DELETE of a chat', 'chat', remove],
  ['PATCH of a webhook', 'webhook', patch('description')],
  ['DELETE of a webhook', 'webhook', remove],
  ['rotation of a webhook', 'webhook', rotate],
];

describe('a write with If-Match', () => {
  let scene: ConditionalScene;

  beforeAll(async () => {
    scene = await ConditionalScene.set();
  });

  afterAll(() => scene.app.close());

  const make = (kind: Kind): Promise<Changeable> => scene[kind]();

  function expectFailed(request: () => Promise<Answer>): Promise<Answer> {
    return expectRefused(scene.app, request, 412, 'precondition_failed');
  }

  describe.each(WRITES)('%s', (_name, kind, write) => {
    it('changes nothing if somebody has changed the resource since', async () => {
      const thing = await make(kind);
      const tag = await tagOf(thing);
      expectDone(await CHANGES[kind](thing, {}, 'first'));

      await expectFailed(() => write(thing, { 'If-Match': tag }, 'second'));
      await expectFailed(() => write(thing, { 'If-Match': `"of-another", ${tag}` }, 'second'));
    });

    it('changes nothing with the tag of another resource, or a weak tag', async () => {
      const thing = await make(kind);
      const other = await make(kind);
      const tag = await tagOf(thing);

      for (const header of [`W/${tag}`, '"none"', '""', await tagOf(other)]) {
        await expectFailed(() => write(thing, { 'If-Match': header }, 'first'));
      }
    });

    it('is refused if the tag is malformed', async () => {
      const thing = await make(kind);
      for (const header of ['none', '"open', '*, "a"', ',', '"a" "b"']) {
        await expectRefused(
          scene.app,
          () => write(thing, { 'If-Match': header }, 'first'),
          400,
          'invalid_request',
        );
      }
    });

    it('changes nothing if the resource must not exist', async () => {
      const thing = await make(kind);
      await expectFailed(() => write(thing, { 'If-None-Match': '*' }, 'first'));
    });

    it.each([
      ['the tag it has', (tag: string) => tag],
      ['one of several tags', (tag: string) => `"of-another" ,, W/"weak",${tag}`],
      ['whatever it is like', () => '*'],
    ])('succeeds with %s', async (_case, headerFor) => {
      const thing = await make(kind);
      const header = headerFor(await tagOf(thing));

      const answer = await write(thing, { 'If-Match': header }, 'first');

      expectDone(answer);
    });

    it('succeeds for exactly one of two clients with the same tag', async () => {
      const thing = await make(kind);
      const headers = { 'If-Match': await tagOf(thing) };

      const answers = await whileHeld(
        scene.app,
        (runner) => runner.query(thing.lock),
        () => Promise.all(['first', 'second'].map((mark) => write(thing, headers, mark))),
        () => Promise.resolve(),
      );

      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses[0]).toBeLessThan(300);
      expect([404, 412]).toContain(statuses[1]);
    });
  });

  it('checks the rights before the precondition', async () => {
    const { app, owner } = scene;
    const headers = { 'If-Match': '"none"' };
    const stranger = await createUser(app);
    const admin = await createUser(app);
    const team = await createTeam(app, [
      [admin, 'admin'],
      [stranger, 'editor'],
    ]);
    const personal = await createToken(app, { owner: stranger });
    const { path: gone, api } = await scene.team();
    await api.delete(gone);

    const REFUSED: [() => Promise<Answer>, number, string][] = [
      [() => api.patch(gone, { name: 'B' }, { headers }), 404, 'not_found'],
      [() => api.delete(gone, { headers }), 404, 'not_found'],
      [() => owner.api.patch(`/api/teams/${team}`, { name: 'B' }, { headers }), 404, 'not_found'],
      [() => stranger.api.delete(`/api/teams/${team}`, { headers }), 403, 'forbidden'],
      [() => owner.api.delete(`/api/tokens/${personal.id}`, { headers }), 404, 'not_found'],
      [
        () => stranger.api.patch(`/api/users/${stranger.username}`, { role: 'admin' }, { headers }),
        403,
        'forbidden',
      ],
      [
        () => admin.api.delete(`/api/teams/${team}/members/${owner.username}`, { headers }),
        404,
        'not_found',
      ],
      [
        () => admin.api.patch(`/api/teams/${team}`, { id: 'x' }, { headers }),
        400,
        'validation_failed',
      ],
    ];
    for (const [request, status, code] of REFUSED) {
      await expectRefused(app, request, status, code);
    }
  });

  it('checks the precondition before other conflicts', async () => {
    const { app, admin, owner, assistant } = scene;
    const stale = { headers: { 'If-Match': '"none"' } };
    const expired = await createToken(app, {
      owner,
      assistant,
      columns: { expiresAt: app.clock.now(), readOnly: true },
    });
    const { path } = await scene.ofAssistant();
    const { slug } = (await admin.api.get(`/api/assistants/${assistant.id}`)).body;

    await expectFailed(() => admin.api.delete(`/api/users/${admin.username}`, stale));
    await expectFailed(() => admin.api.patch(path, { slug }, stale));
    await expectFailed(() => admin.api.post(`/api/tokens/${expired.id}/_rotate`, {}, stale));
    await expectFailed(() =>
      admin.api.patch(`/api/tokens/${expired.id}`, { readOnly: false }, stale),
    );
  });

  it('also checks a revoked token, which can be revoked again', async () => {
    for (const kind of ['token', 'child'] as const) {
      const thing = await make(kind);
      const before = await tagOf(thing);
      expectDone(await remove(thing, {}, ''));

      await expectFailed(() => remove(thing, { 'If-Match': before }, ''));
      expectDone(await remove(thing, { 'If-Match': await tagOf(thing) }, ''));
    }
  });

  it('creates a member only if there is none, or updates one only if it exists', async () => {
    const { app, admin } = scene;
    const user = await createUser(app);
    const path = `/api/teams/${await createTeam(app)}/members/${user.username}`;
    const save = (role: string, headers: Record<string, string>) =>
      admin.api.put(path, { role }, { headers });

    await expectFailed(() => save('viewer', { 'If-Match': '*' }));
    await expectFailed(() => save('viewer', { 'If-Match': '"none"' }));
    expectDone(await save('viewer', { 'If-None-Match': '*' }));
    await expectFailed(() => save('admin', { 'If-None-Match': '*' }));
    await expectFailed(() =>
      save('admin', { 'If-None-Match': '"none", "more"', 'If-Match': '""' }),
    );
    expectDone(await save('editor', { 'If-Match': '*' }));
  });

  it('fails if somebody has changed the password since', async () => {
    const thing = await make('user');
    const headers = { 'If-Match': await tagOf(thing) };

    expectDone(await thing.api.patch(thing.path, { password: 'the first of two passwords' }));

    await expectFailed(() =>
      thing.api.patch(thing.path, { password: 'the other of two passwords' }, { headers }),
    );
  });

  it('fails if the user has got a seat since', async () => {
    const { app, admin } = scene;
    const { username } = await createUser(app, { seat: false });
    const thing = { api: admin.api, path: `/api/users/${username}` };
    const headers = { 'If-Match': await tagOf(thing) };

    expectDone(await admin.api.post('/api/ai-seats/_assign', { usernames: [username] }));

    await expectFailed(() => admin.api.delete(thing.path, { headers }));
  });

  it('does not fail because a token was used or has expired in the meantime', async () => {
    const { app, admin, owner, assistant } = scene;
    const minute = new Date(app.clock.now().getTime() + 60_000);
    const token = await createToken(app, { owner, assistant, columns: { expiresAt: minute } });
    const thing = { api: admin.api, path: `/api/tokens/${token.id}` };
    const first = await tagOf(thing);
    expectDone(await token.api.get('/api/auth/session'));
    await app.flushLastUses();
    const used = await tagOf(thing);
    app.clock.advance({ seconds: 61 });
    const expired = await tagOf(thing);

    expect(new Set([first, used, expired]).size).toBe(3);
    expect([used, expired].map(stateIn)).toEqual([stateIn(first), stateIn(first)]);
    expectDone(
      await admin.api.patch(thing.path, { notes: 'B' }, { headers: { 'If-Match': first } }),
    );
  });

  it('revokes all children of a token only with *, because a list has no strong tag', async () => {
    const token = await make('token');
    const path = `${token.path}/children`;
    const list = (await token.api.get(path)).headers.get('ETag') ?? '';
    for (const tag of [list, list.replace('W/', ''), await tagOf(token), '"stale"', '""']) {
      await expectFailed(() => token.api.delete(path, { headers: { 'If-Match': tag } }));
    }

    expectDone(await token.api.delete(path, { headers: { 'If-Match': '*' } }));
  });

  it('does not fail because a chat has new messages', async () => {
    const { owner } = scene;
    const thing = await make('chat');
    const headers = { 'If-Match': await tagOf(thing) };
    const said = await owner.api.post(`${thing.path}/messages`, { role: 'tool', content: 'Done' });
    expectDone(said);

    expectDone(await owner.api.patch(thing.path, { name: 'B' }, { headers }));
  });

  it('does not fail because deliveries of a webhook fail, until it is disabled', async () => {
    const { app, admin } = scene;
    const thing = await make('webhook');
    const headers = { 'If-Match': await tagOf(thing) };
    const change = (columns: object) =>
      app.dataSource.manager.update(Webhook, { id: thing.path.split('/').at(-1) ?? '' }, columns);

    await change({ failingSince: app.clock.now() });
    const answer = await admin.api.patch(thing.path, { description: 'B' }, { headers });
    expectDone(answer);
    await change({ enabled: false, disabledReason: 'failing' });

    const last = { headers: { 'If-Match': tagIn(answer) } };
    await expectFailed(() => admin.api.patch(thing.path, { description: 'C' }, last));
  });
});

function expectDone(answer: Answer): void {
  expect([answer.status, answer.text]).toEqual([
    answer.status < 300 ? answer.status : 'done',
    expect.anything(),
  ]);
}
