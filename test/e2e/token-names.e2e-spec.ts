import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { fingerprintOf } from '../support/fingerprint.js';
import { TestApp } from '../support/test-app.js';

describe('the name and the tags of a token', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    owner = await createUser(app);
    assistant = await createAssistant(app, { ownerId: owner.username });
  });

  afterAll(() => app.close());

  const create = (body: object) =>
    owner.api.post('/api/tokens', { type: 'assistant', assistantId: assistant.id, ...body });

  it.each<[string, object, string]>([
    ['an empty name', { name: '' }, 'name'],
    ['a name that is too long', { name: 'x'.repeat(101) }, 'name'],
    ['a name that is no text', { name: 7 }, 'name'],
    ['a name of two lines', { name: 'One\nTwo' }, 'name'],
    ['a blank name', { name: ' ' }, 'name'],
    ['null as the name', { name: null }, 'name'],
    ['tags that are no list', { tags: 'env' }, 'tags'],
    ['a tag that is no text', { tags: [7] }, 'tags'],
    ['an empty tag', { tags: [''] }, 'tags'],
    ['a tag with a space', { tags: ['two words'] }, 'tags'],
    ['a tag without a value after =', { tags: ['env='] }, 'tags'],
    ['a tag without a key', { tags: ['=production'] }, 'tags'],
    ['a key that is too long', { tags: ['k'.repeat(64)] }, 'tags'],
    ['a tag twice', { tags: ['env', 'env'] }, 'tags'],
    ['too many tags', { tags: Array.from({ length: 21 }, (_, i) => `tag-${i}`) }, 'tags'],
  ])('are refused: %s', async (_name, body, field) => {
    const { id } = await createToken(app, { owner, assistant });
    const before = await fingerprintOf(app);
    for (const answer of [await create(body), await owner.api.patch(`/api/tokens/${id}`, body)]) {
      expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
      expect((answer.body.details as { field: string }[]).map((one) => one.field)).toEqual([field]);
    }
    expect(await fingerprintOf(app)).toBe(before);
  });

  it('are returned where the token is, but not in the list of its assistant', async () => {
    const given = { name: 'Nightly report', tags: ['crm', 'env=production', 'cost-center=a/7'] };
    const created = await create(given);
    expect([created.status, created.body]).toMatchObject([201, given]);
    const { id } = created.body as { id: string };

    expect((await owner.api.get(`/api/tokens/${id}`)).body).toMatchObject(given);
    const listed = await owner.api.get('/api/tokens?limit=1');
    expect(listed.body._embedded['inf:token'][0]).toMatchObject(given);
    const ofAssistant = await owner.api.get(`/api/assistants/${assistant.id}/tokens?limit=1`);
    expect(Object.keys(ofAssistant.body._embedded['inf:assistant-token'][0] as object)).toEqual([
      'id',
      'assistantId',
      'username',
      'type',
      'notes',
      'token',
      'readOnly',
      'createdAt',
      '_links',
    ]);
  });

  it('can be changed, and change the tag of the token', async () => {
    const created = await create({ notes: 'Old' });
    const path = `/api/tokens/${created.body.id as string}`;
    const ifMatch = { headers: { 'If-Match': created.headers.get('etag') ?? '' } };
    const changes = { name: 'New', tags: ['moved'] };

    const changed = await owner.api.patch(path, changes, ifMatch);
    expect([changed.status, changed.body]).toMatchObject([200, { ...changes, notes: 'Old' }]);
    expect((await owner.api.patch(path, { tags: [] }, ifMatch)).status).toBe(412);
    expect((await owner.api.patch(path, { tags: [] })).body).toMatchObject({
      name: 'New',
      tags: [],
    });
  });

  it.each([
    ['Production API', 'Production API'],
    ['\n\n  Production API \r\nAsk Ada before you change it.', 'Production API'],
    ['🚀'.repeat(101), '🚀'.repeat(100)],
    [`${'x'.repeat(99)} y`, 'x'.repeat(99)],
    ['', 'Unnamed token'],
    [' \n\t ', 'Unnamed token'],
  ])('are the first line of the notes until somebody chooses a name: %j', async (notes, name) => {
    const created = await create({ notes });
    const path = `/api/tokens/${created.body.id as string}`;

    expect(created.body.name).toBe(name);
    expect((await owner.api.get(path)).body.name).toBe(name);
    const kept = name === 'Unnamed token' ? 'Other notes' : name;
    expect((await owner.api.patch(path, { notes: 'Other notes' })).body.name).toBe(kept);
    expect((await owner.api.patch(path, { notes: 'Others' })).body.name).toBe(kept);
    await owner.api.patch(path, { name: 'Chosen' });
    expect((await owner.api.patch(path, { notes })).body.name).toBe('Chosen');
  });
});
