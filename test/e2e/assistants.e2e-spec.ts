import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { expectInvalid, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const UNKNOWN_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let app: TestApp;
let admin: TestUser;
let owner: TestUser;
let outsider: TestUser;
let teamAdmin: TestUser;
let editor: TestUser;
let viewer: TestUser;
let team: string;

beforeAll(async () => {
  app = await TestApp.start();
  admin = await createAdmin(app);
  owner = await createUser(app);
  outsider = await createUser(app);
  teamAdmin = await createUser(app);
  editor = await createUser(app);
  viewer = await createUser(app);
  team = await createTeam(app, [
    [teamAdmin, 'admin'],
    [editor, 'editor'],
    [viewer, 'viewer'],
  ]);
});

afterAll(() => app.close());

function pathOf(ref: string): string {
  return `/api/assistants/${ref}`;
}

function create(api: Api, body: object): Promise<Answer> {
  return api.post('/api/assistants', { name: 'An assistant', ...body });
}

async function idsSeenBy(api: Api, query = ''): Promise<string[]> {
  const { status, body } = await api.get(`/api/assistants?limit=200${query}`);
  expect(status).toBe(200);
  expect(body.total).toBe(body._embedded['inf:assistant'].length);
  return body._embedded['inf:assistant'].map(({ id }: { id: string }) => id);
}

function changesTo(ref: string, api: Api): (() => Promise<Answer>)[] {
  return [
    () => api.patch(pathOf(ref), { name: 'Renamed' }),
    () => api.patch(pathOf(ref), { slug: 'another-slug' }),
    () => api.patch(pathOf(ref), {}),
    () => api.delete(pathOf(ref)),
  ];
}

describe('an assistant that is not shared', () => {
  let own: TestAssistant;
  let ofTeam: TestAssistant;

  beforeAll(async () => {
    own = await createAssistant(app, { ownerId: owner.username });
    ofTeam = await createAssistant(app, { ownerId: team });
  });

  it('looks to others like one that does not exist', async () => {
    const refs = [
      own.id,
      own.naturalId,
      ofTeam.id,
      ofTeam.naturalId,
      UNKNOWN_ID,
      `${owner.username}:nothing`,
      'nobody:nothing',
      'neither-form',
      'a:b:c',
      'UPPER:Case',
    ];
    for (const ref of refs) {
      for (const request of [
        () => outsider.api.get(pathOf(ref)),
        () => outsider.api.get(`${pathOf(ref)}/tokens`),
        ...changesTo(ref, outsider.api),
      ]) {
        const { body } = await expectRefused(app, request, 404, 'not_found');
        expect(body.message).toBe('No such assistant.');
      }
    }
  });

  it('can be read, but not changed, by a viewer of its team', async () => {
    for (const ref of [ofTeam.id, ofTeam.naturalId]) {
      expect((await viewer.api.get(pathOf(ref))).status).toBe(200);
      for (const request of changesTo(ref, viewer.api)) {
        await expectRefused(app, request, 403, 'forbidden');
      }
    }
  });

  it('can be changed by admins and editors of its team and by admins of the service', async () => {
    for (const { api } of [teamAdmin, editor, admin]) {
      expect((await api.patch(pathOf(ofTeam.id), { description: 'Changed' })).status).toBe(200);
      const doomed = await createAssistant(app, { ownerId: team });
      expect((await api.delete(pathOf(doomed.id))).status).toBe(204);
    }
    expect((await admin.api.patch(pathOf(own.id), { description: 'Changed' })).status).toBe(200);
  });
});

describe('an assistant that is shared', () => {
  it('can be read, but not changed, by everyone with a seat', async () => {
    const { id, naturalId } = await createAssistant(app, { ownerId: owner.username, shared: true });

    for (const ref of [id, naturalId]) {
      expect((await outsider.api.get(pathOf(ref))).status).toBe(200);
      for (const request of changesTo(ref, outsider.api)) {
        await expectRefused(app, request, 403, 'forbidden');
      }
    }
    const { api } = await createUser(app, { seat: false });
    await expectRefused(app, () => api.get(pathOf(id)), 403, 'seat_required');
  });

  it('is hidden again when it is no longer shared', async () => {
    const { id } = await createAssistant(app, { ownerId: owner.username, shared: true });

    await owner.api.patch(pathOf(id), { shared: false });

    await expectRefused(app, () => outsider.api.get(pathOf(id)), 404, 'not_found');
  });
});

describe('creating an assistant', () => {
  it('requires a seat and the permission', async () => {
    const seatless = await createUser(app, { seat: false, permissions: [] });
    const unpermitted = await createUser(app, { permissions: ['tokens:create'] });
    const personal = await createToken(app, { owner: unpermitted });

    for (const [api, code] of [
      [seatless.api, 'seat_required'],
      [unpermitted.api, 'forbidden'],
      [personal.api, 'forbidden'],
    ] as const) {
      await expectRefused(app, () => create(api, { slug: 'helper' }), 403, code);
      await expectRefused(app, () => create(api, { slug: null }), 403, code);
    }
  });

  it('is refused to an assistant token, even of an admin', async () => {
    const assistant = await createAssistant(app, { ownerId: admin.username });
    const token = await createToken(app, { owner: admin, assistant });

    const request = () => create(token.api, { slug: 'helper' });
    await expectRefused(app, request, 403, 'insufficient_scope');
  });

  it('for another user fails like for an unknown user', async () => {
    const strangers = await createTeam(app, [[outsider, 'admin']]);
    for (const ownerId of [outsider.username, strangers, 'nobody-of-this-name']) {
      const request = () => create(owner.api, { slug: 'helper', ownerId });
      const { body } = await expectRefused(app, request, 404, 'not_found');
      expect(body.message).toBe('No such owner.');
    }
  });

  it('for a team is allowed to its admins and editors, not to its viewers', async () => {
    const request = () => create(viewer.api, { slug: 'by-viewer', ownerId: team });
    await expectRefused(app, request, 403, 'forbidden');

    for (const [slug, { api }] of [
      ['by-admin', teamAdmin],
      ['by-editor', editor],
    ] as const) {
      const answer = await create(api, { slug, ownerId: team });
      expect([answer.status, answer.body.ownerId]).toEqual([201, team]);
    }
  });

  it('for anyone is allowed to an admin of the service', async () => {
    for (const ownerId of [team, outsider.username]) {
      const answer = await create(admin.api, { slug: 'by-the-admin', ownerId });
      expect([answer.status, answer.body.ownerId]).toEqual([201, ownerId]);
    }
    const request = () => create(admin.api, { slug: 'x', ownerId: 'nobody-of-this-name' });
    await expectRefused(app, request, 404, 'not_found');
  });

  it('works with a personal token', async () => {
    const { api } = await createToken(app, { owner });
    const answer = await create(api, { slug: 'by-token' });
    expect([answer.status, answer.body.ownerId]).toEqual([201, owner.username]);
  });

  it('uses defaults, with the caller as the owner', async () => {
    const answer = await create(owner.api, { slug: 'sales-assistant', name: 'Sales' });

    const { id } = answer.body;
    expect(answer.status).toBe(201);
    expect(answer.headers.get('Location')).toBe(pathOf(id));
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      naturalId: `${owner.username}:sales-assistant`,
      ownerId: owner.username,
      slug: 'sales-assistant',
      name: 'Sales',
      description: '',
      instructions: '',
      welcome: '',
      suggestions: [],
      modelId: null,
      shared: false,
      createdAt: expect.stringMatching(TIME),
      updatedAt: answer.body.createdAt,
      _links: {
        self: { href: pathOf(id) },
        'inf:assistant-tokens': { href: `${pathOf(id)}/tokens` },
        edit: { href: pathOf(id) },
        'inf:delete': { href: pathOf(id) },
        'inf:usage': { href: `${pathOf(id)}/usage` },
        'inf:budget': { href: `${pathOf(id)}/budget` },
        'inf:create-token': { href: '/api/tokens' },
        'inf:webhooks': { href: `${pathOf(id)}/webhooks` },
        'inf:create-webhook': { href: `${pathOf(id)}/webhooks` },
        'inf:chats': { href: `/api/chats?assistantId=${id}` },
        'inf:create-chat': { href: '/api/chats' },
        curies: [{ name: 'inf', href: '/api/rels/{rel}', templated: true }],
      },
    });
    expect((await owner.api.get(pathOf(id))).body).toEqual(answer.body);
  });

  it('accepts every field up to its limit', async () => {
    const body = {
      ownerId: team,
      slug: 's'.repeat(63),
      name: 'n'.repeat(200),
      description: 'd'.repeat(2_000),
      instructions: 'i'.repeat(100_000),
      welcome: 'w'.repeat(4_000),
      suggestions: Array(20).fill('q'.repeat(500)),
      modelId: 'm'.repeat(200),
      shared: true,
    };

    const answer = await create(editor.api, body);

    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject(body);
    expect((await editor.api.get(pathOf(`${team}:${body.slug}`))).body).toMatchObject(body);
  });

  it.each([
    ['slug', 's'.repeat(64)],
    ['slug', 'Sales'],
    ['slug', 'a:b'],
    ['slug', ''],
    ['slug', 7],
    ['name', ''],
    ['name', 'n'.repeat(201)],
    ['description', 'd'.repeat(2_001)],
    ['instructions', 'i'.repeat(100_001)],
    ['welcome', 'w'.repeat(4_001)],
    ['suggestions', Array(21).fill('q')],
    ['suggestions', ['q'.repeat(501)]],
    ['suggestions', ['']],
    ['suggestions', [1]],
    ['suggestions', 'q'],
    ['modelId', ''],
    ['modelId', 'm'.repeat(201)],
    ['shared', 'true'],
    ['ownerId', 'Not An Id'],
    ['id', UNKNOWN_ID],
    ['naturalId', 'a:b'],
    ['createdAt', '2030-01-01T00:00:00.000Z'],
  ])('refuses a wrong %s', async (field, value) => {
    const body = { slug: 'wrong', [field]: value };
    await expectInvalid(app, () => create(owner.api, body), [field]);
  });

  it.each([
    'ownerId',
    'slug',
    'name',
    'description',
    'instructions',
    'welcome',
    'suggestions',
    'shared',
  ])('refuses null as %s, on creation and on update', async (field) => {
    const { id } = await createAssistant(app, { ownerId: owner.username });
    const body = { slug: 'nulls', [field]: null };
    await expectInvalid(app, () => create(owner.api, body), [field]);
    await expectInvalid(app, () => owner.api.patch(pathOf(id), { [field]: null }), [field]);
  });

  it('names every missing field', async () => {
    await expectInvalid(app, () => owner.api.post('/api/assistants', {}), ['slug', 'name']);
  });

  it('refuses a slug that the same owner already uses', async () => {
    await create(owner.api, { slug: 'used' });

    await expectRefused(app, () => create(owner.api, { slug: 'used' }), 409, 'slug_taken');
    expect((await create(outsider.api, { slug: 'used' })).status).toBe(201);
    expect((await create(editor.api, { slug: 'used', ownerId: team })).status).toBe(201);
  });

  it('gives a slug to exactly one of 10 that ask for it at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        create(owner.api, { slug: 'wanted', name: `Number ${i}` }),
      ),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
    const winner = answers.find(({ status }) => status === 201);
    const found = await owner.api.get(pathOf(`${owner.username}:wanted`));
    expect(found.body.id).toBe(winner?.body.id);
  });
});

describe('every route takes', () => {
  it.each([
    ['the UUID', ({ id }: TestAssistant) => id],
    ['the UUID in upper case', ({ id }: TestAssistant) => id.toUpperCase()],
    ['the natural id', ({ naturalId }: TestAssistant) => naturalId],
  ])('%s, and repeats it in its links', async (_what, refOf) => {
    const assistant = await createAssistant(app, { ownerId: team });
    const path = pathOf(refOf(assistant));
    const token = await createToken(app, { owner: editor, assistant });

    for (const api of [editor.api, token.api]) {
      const read = await api.get(path);
      expect(read.status).toBe(200);
      expect(read.body).toMatchObject(assistant);
      expect(read.body._links).toMatchObject({
        self: { href: path },
        'inf:assistant-tokens': { href: `${path}/tokens` },
      });
      const tokens = await api.get(`${path}/tokens`);
      expect([tokens.status, tokens.body.total]).toEqual([200, 1]);
      expect(tokens.body._links.self).toEqual({ href: `${path}/tokens` });
    }
    const changed = await editor.api.patch(path, { name: 'Changed' });
    expect(changed.body).toMatchObject({ ...assistant, name: 'Changed' });
    expect(changed.body._links.self).toEqual({ href: path });
    expect((await editor.api.delete(path)).status).toBe(204);
    await expectRefused(app, () => editor.api.get(path), 404, 'not_found');
  });

  it('the natural id with its colon escaped', async () => {
    const { naturalId } = await createAssistant(app, { ownerId: team });

    const { body } = await editor.api.get(pathOf(encodeURIComponent(naturalId)));

    expect(body.naturalId).toBe(naturalId);
    expect(body._links.self).toEqual({ href: pathOf(naturalId) });
  });
});

describe('the list of assistants', () => {
  let own: TestAssistant;
  let ofTeam: TestAssistant;
  let shared: TestAssistant;
  let foreign: TestAssistant;

  beforeAll(async () => {
    const list = { ownerId: owner.username };
    own = await createAssistant(app, { ownerId: viewer.username });
    ofTeam = await createAssistant(app, { ownerId: team });
    shared = await createAssistant(app, { ...list, shared: true });
    foreign = await createAssistant(app, list);
  });

  it('contains own, shared and team assistants, newest first', async () => {
    const ids = await idsSeenBy(viewer.api);

    expect(ids).toEqual(expect.arrayContaining([own.id, ofTeam.id, shared.id]));
    expect(ids).not.toContain(foreign.id);
    expect(ids).toEqual([...ids].sort().reverse());
  });

  it('contains no assistants of teams that the user is not in', async () => {
    const ids = await idsSeenBy(outsider.api);

    expect(ids).toContain(shared.id);
    for (const { id } of [own, ofTeam, foreign]) expect(ids).not.toContain(id);
  });

  it('contains all assistants for an admin', async () => {
    expect(await idsSeenBy(admin.api)).toEqual(
      expect.arrayContaining([own, ofTeam, shared, foreign].map(({ id }) => id)),
    );
  });

  it('shows each assistant as reading it by UUID does, without its instructions', async () => {
    const { body } = await viewer.api.get(`/api/assistants?ownerId=${viewer.username}`);

    const read = (await viewer.api.get(pathOf(own.id))).body;
    delete read._links.curies;
    delete read.instructions;
    expect(body._embedded['inf:assistant']).toEqual([read]);
  });

  it('can be filtered by owner, and still shows only visible assistants', async () => {
    const ofOwner = `&ownerId=${owner.username}`;

    expect(await idsSeenBy(viewer.api, `&ownerId=${team}`)).toContain(ofTeam.id);
    expect(await idsSeenBy(outsider.api, `&ownerId=${team}`)).not.toContain(ofTeam.id);
    expect(await idsSeenBy(viewer.api, ofOwner)).toContain(shared.id);
    expect(await idsSeenBy(viewer.api, ofOwner)).not.toContain(foreign.id);
    expect(await idsSeenBy(owner.api, ofOwner)).toContain(foreign.id);
    expect(await idsSeenBy(viewer.api, '&ownerId=nobody-of-this-name')).toEqual([]);
  });

  it.each(['ownerId=Not%20An%20Id', 'ownerId=', 'ownerId=a&ownerId=b', 'owner=a'])(
    'refuses the filter %s',
    async (query) => {
      const field = query.startsWith('ownerId') ? 'ownerId' : 'owner';
      await expectInvalid(app, () => viewer.api.get(`/api/assistants?${query}`), [field]);
    },
  );
});

describe('changing an assistant', () => {
  it('changes the given fields and keeps the others', async () => {
    const created = await create(owner.api, {
      slug: 'to-change',
      description: 'Before',
      suggestions: ['One', 'Two'],
      modelId: 'a-model',
    });
    app.clock.advance({ seconds: 1 });
    const path = pathOf(created.body.id);

    const changed = await owner.api.patch(path, { description: 'After', modelId: null });
    const kept = await owner.api.patch(path, {});

    expect(changed.status).toBe(200);
    expect(changed.body).toEqual({
      ...created.body,
      description: 'After',
      modelId: null,
      updatedAt: changed.body.updatedAt,
    });
    expect(changed.body.updatedAt > created.body.updatedAt).toBe(true);
    expect(kept.body).toEqual({ ...changed.body, updatedAt: kept.body.updatedAt });
    expect((await owner.api.get(path)).body).toEqual(kept.body);
  });

  it('refuses a slug that the owner already uses', async () => {
    const used = await createAssistant(app, { ownerId: owner.username });
    const { id } = await createAssistant(app, { ownerId: owner.username });
    const slug = used.naturalId.split(':')[1];

    await expectRefused(app, () => owner.api.patch(pathOf(id), { slug }), 409, 'slug_taken');
    expect((await owner.api.patch(pathOf(used.id), { slug })).status).toBe(200);
  });

  it('gives a slug to exactly one of 10 that ask for it at once', async () => {
    const assistants = await Promise.all(
      Array.from({ length: 10 }, () => createAssistant(app, { ownerId: owner.username })),
    );

    const answers = await Promise.all(
      assistants.map(({ id }) => owner.api.patch(pathOf(id), { slug: 'wanted-later' })),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)]);
  });

  it('refuses to move it to an owner whom the caller may not choose', async () => {
    const mixed = await createTeam(app, [
      [viewer, 'editor'],
      [owner, 'viewer'],
    ]);
    const { id } = await createAssistant(app, { ownerId: owner.username });
    const move = (ownerId: string) => () => owner.api.patch(pathOf(id), { ownerId, name: 'Moved' });

    await expectRefused(app, move(mixed), 403, 'forbidden');
    for (const ownerId of [team, outsider.username, 'nobody-of-this-name']) {
      await expectRefused(app, move(ownerId), 404, 'not_found');
    }
  });

  it('refuses to move it if the new owner already uses the slug', async () => {
    const taken = await createAssistant(app, { ownerId: team });
    const slug = taken.naturalId.split(':')[1] ?? '';
    const { id } = await createAssistant(app, { ownerId: editor.username, slug });

    const request = () => editor.api.patch(pathOf(id), { ownerId: team });
    await expectRefused(app, request, 409, 'slug_taken');
  });
});

describe('an assistant that is renamed or moved', () => {
  it.each([
    ['renamed', { slug: 'new-slug' }, () => `${editor.username}:new-slug`],
    ['moved', () => ({ ownerId: team }), (slug: string) => `${team}:${slug}`],
    ['both', () => ({ ownerId: team, slug: 'both' }), () => `${team}:both`],
  ])('keeps its UUID and its tokens: %s', async (_what, change, naturalIdFrom) => {
    const assistant = await createAssistant(app, { ownerId: editor.username });
    const { id, naturalId: formerId } = assistant;
    const { api, id: tokenId } = await createToken(app, { owner: editor, assistant });
    const naturalId = naturalIdFrom(formerId.split(':')[1] ?? '');

    const body = typeof change === 'function' ? change() : change;
    const answer = await editor.api.patch(pathOf(formerId), body);

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ id, naturalId });
    expect(answer.body._links.self).toEqual({ href: pathOf(naturalId) });
    await expectRefused(app, () => editor.api.get(pathOf(formerId)), 404, 'not_found');
    for (const ref of [id, naturalId]) {
      expect((await editor.api.get(pathOf(ref))).body).toMatchObject({ id, naturalId });
      expect((await api.get(pathOf(ref))).body).toMatchObject({ id, naturalId });
    }
    const listed = await api.get(`${pathOf(naturalId)}/tokens`);
    expect(listed.body._embedded['inf:assistant-token']).toMatchObject([
      { id: tokenId, assistantId: naturalId },
    ]);
    expect((await api.get('/api/auth/session')).body.assistantId).toBe(naturalId);
    await expectRefused(app, () => api.get(pathOf(formerId)), 403, 'insufficient_scope');
  });

  it('frees its old natural id for another assistant, which its tokens do not reach', async () => {
    const assistant = await createAssistant(app, { ownerId: owner.username, slug: 'reused' });
    const { api } = await createToken(app, { owner, assistant });
    await owner.api.patch(pathOf(assistant.id), { slug: 'no-longer-reused' });

    const successor = await create(owner.api, { slug: 'reused' });

    expect(successor.status).toBe(201);
    for (const ref of [assistant.naturalId, successor.body.id]) {
      await expectRefused(app, () => api.get(pathOf(ref)), 403, 'insufficient_scope');
    }
    expect((await owner.api.get(pathOf(assistant.naturalId))).body.id).toBe(successor.body.id);
  });

  it('is closed to tokens of users who can no longer see it', async () => {
    const assistant = await createAssistant(app, { ownerId: team });
    const { api } = await createToken(app, { owner: editor, assistant });

    await admin.api.patch(pathOf(assistant.id), { ownerId: outsider.username });

    await expectRefused(app, () => api.get(pathOf(assistant.id)), 403, 'forbidden');
    await expectRefused(app, () => editor.api.get(pathOf(assistant.id)), 404, 'not_found');
    expect((await outsider.api.get(pathOf(assistant.id))).status).toBe(200);
  });
});

describe('an assistant that is deleted', () => {
  it('revokes its tokens and nothing else', async () => {
    const assistant = await createAssistant(app, { ownerId: team });
    const other = await createAssistant(app, { ownerId: team });
    const tokens = [
      await createToken(app, { owner: editor, assistant }),
      await createToken(app, { owner: viewer, assistant }),
    ];
    const kept = [
      await createToken(app, { owner: editor, assistant: other }),
      await createToken(app, { owner: editor }),
    ];

    expect((await editor.api.delete(pathOf(assistant.id))).status).toBe(204);

    for (const { api } of tokens) expect((await api.get('/api/auth/session')).status).toBe(401);
    for (const { api } of kept) expect((await api.get('/api/auth/session')).status).toBe(200);
    for (const ref of [assistant.id, assistant.naturalId]) {
      await expectRefused(app, () => editor.api.get(pathOf(ref)), 404, 'not_found');
      await expectRefused(app, () => editor.api.delete(pathOf(ref)), 404, 'not_found');
    }
  });

  it('is deleted once by 5 requests at once', async () => {
    const { id } = await createAssistant(app, { ownerId: team });

    const answers = await Promise.all(
      Array.from({ length: 5 }, () => editor.api.delete(pathOf(id))),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404, 404, 404]);
  });

  it('leaves no valid token that is issued during the deletion', async () => {
    for (let round = 0; round < 10; round++) {
      const { id } = await createAssistant(app, { ownerId: team });
      const body = { type: 'assistant', assistantId: id };

      const [deleted, ...issued] = await Promise.all([
        editor.api.delete(pathOf(id)),
        ...Array.from({ length: 3 }, () => teamAdmin.api.post('/api/tokens', body)),
      ]);

      expect(deleted.status).toBe(204);
      for (const answer of issued) {
        expect([201, 404]).toContain(answer.status);
        if (answer.status === 404) continue;
        const session = await app.api.as(answer.body.token).get('/api/auth/session');
        expect(session.status).toBe(401);
      }
    }
  });
});

describe.each<[string, string, () => Promise<string>]>([
  ['team', '/api/teams', () => createTeam(app, [[editor, 'editor']])],
  ['user', '/api/users', async () => (await createUser(app)).username],
])('while a %s is deleted', (_kind, owners, createOwner) => {
  async function assistantsOf(ownerId: string): Promise<unknown[]> {
    return app.dataSource.query('SELECT id FROM assistants WHERE owner_id = $1', [ownerId]);
  }

  it('an assistant is either created for it and deleted with it, or not created', async () => {
    for (let round = 0; round < 20; round++) {
      const id = await createOwner();

      const [deleted, ...created] = await Promise.all([
        admin.api.delete(`${owners}/${id}`),
        ...['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((slug) =>
          create(admin.api, { slug, ownerId: id }),
        ),
      ]);

      expect(deleted.status).toBe(204);
      for (const { status } of created) expect([201, 404]).toContain(status);
      expect(await assistantsOf(id)).toEqual([]);
      for (const { status, body } of created) {
        if (status === 201) expect((await admin.api.get(pathOf(body.id))).status).toBe(404);
      }
    }
  });

  it('an assistant is either moved to it and deleted with it, or not moved', async () => {
    for (let round = 0; round < 20; round++) {
      const id = await createOwner();
      const assistant = await createAssistant(app, { ownerId: editor.username });

      const [deleted, moved] = await Promise.all([
        admin.api.delete(`${owners}/${id}`),
        admin.api.patch(pathOf(assistant.id), { ownerId: id }),
      ]);

      expect(deleted.status).toBe(204);
      expect([200, 404]).toContain(moved.status);
      const read = await admin.api.get(pathOf(assistant.id));
      expect(read.status).toBe(moved.status === 200 ? 404 : 200);
    }
  });

  it('an assistant is either moved away and kept, or deleted with it', async () => {
    for (let round = 0; round < 20; round++) {
      const id = await createOwner();
      const assistant = await createAssistant(app, { ownerId: id });
      const { api } = await createToken(app, { owner: editor, assistant });

      const [deleted, moved] = await Promise.all([
        admin.api.delete(`${owners}/${id}`),
        admin.api.patch(pathOf(assistant.id), { ownerId: editor.username }),
      ]);

      expect(deleted.status).toBe(204);
      expect([200, 404]).toContain(moved.status);
      const read = await admin.api.get(pathOf(assistant.id));
      expect(read.status).toBe(moved.status);
      expect((await api.get('/api/auth/session')).status).toBe(moved.status === 200 ? 200 : 401);
    }
  });
});
