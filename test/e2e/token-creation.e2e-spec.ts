import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { auditedActions, dumpDatabase, storedTokens } from '../support/database-rows.js';
import { TestApp } from '../support/test-app.js';

const UNKNOWN_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The invalid fields in the response, each once. */
function fieldsOf(answer: Answer): string[] {
  const details: { field: string }[] = answer.body.details;
  return [...new Set(details.map(({ field }) => field))].sort();
}

describe('creating a token', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;
  let foreign: TestAssistant;
  let shared: TestAssistant;
  let ofTeam: TestAssistant;
  let teamId: string;

  beforeAll(async () => {
    app = await TestApp.start();
    owner = await createUser(app);
    const other = await createUser(app);
    teamId = await createTeam(app, [[owner, 'viewer']]);
    assistant = await createAssistant(app, { ownerId: owner.username });
    foreign = await createAssistant(app, { ownerId: other.username });
    shared = await createAssistant(app, { ownerId: other.username, shared: true });
    ofTeam = await createAssistant(app, { ownerId: teamId });
  });

  afterAll(() => app.close());

  const forAssistant = (assistantId = assistant.naturalId) => ({ type: 'assistant', assistantId });

  describe('when the caller must not create it', () => {
    const refusals: [string, () => Promise<Api> | Api, () => object, number, string][] = [
      ['without a credential', () => app.api, forAssistant, 401, 'credential_required'],
      [
        'a personal one with a personal token',
        async () => (await createToken(app, { owner })).api,
        () => ({ type: 'personal' }),
        403,
        'insufficient_scope',
      ],
      [
        'a personal one with an assistant token',
        async () => (await createToken(app, { owner, assistant })).api,
        () => ({ type: 'personal' }),
        403,
        'insufficient_scope',
      ],
      [
        'one for the same assistant with an assistant token',
        async () => (await createToken(app, { owner, assistant })).api,
        forAssistant,
        403,
        'insufficient_scope',
      ],
      [
        'with a read-only personal token',
        async () => (await createToken(app, { owner, columns: { readOnly: true } })).api,
        forAssistant,
        403,
        'read_only',
      ],
      [
        'without the permission tokens:create',
        async () => (await createUser(app, { permissions: ['assistants:create'] })).api,
        () => ({ type: 'personal' }),
        403,
        'forbidden',
      ],
      [
        'with a personal token of a user without the permission tokens:create',
        async () => {
          const user = await createUser(app, { permissions: [] });
          return (await createToken(app, { owner: user })).api;
        },
        () => forAssistant(shared.naturalId),
        403,
        'forbidden',
      ],
      [
        'an assistant one without a seat',
        async () => (await createUser(app, { seat: false })).api,
        forAssistant,
        403,
        'seat_required',
      ],
      [
        'for an assistant that is unknown',
        () => owner.api,
        () => forAssistant(`${owner.username}:unknown`),
        404,
        'not_found',
      ],
      [
        'for a UUID that is unknown',
        () => owner.api,
        () => forAssistant(UNKNOWN_ID),
        404,
        'not_found',
      ],
      [
        'for an assistant the caller may not see, by its natural id',
        () => owner.api,
        () => forAssistant(foreign.naturalId),
        404,
        'not_found',
      ],
      [
        'for an assistant the caller may not see, by its UUID',
        () => owner.api,
        () => forAssistant(foreign.id),
        404,
        'not_found',
      ],
      [
        'for a shared assistant of somebody else',
        () => owner.api,
        () => forAssistant(shared.naturalId),
        403,
        'forbidden',
      ],
      [
        'for an assistant of the team as its viewer',
        () => owner.api,
        () => forAssistant(ofTeam.id),
        403,
        'forbidden',
      ],
    ];

    it.each(refusals)('refuses it: %s', async (_name, callerOf, bodyOf, status, code) => {
      const caller = await callerOf();
      const before = await storedTokens(app);

      const answer = await caller.post('/api/tokens', bodyOf());

      expect(answer).toMatchObject({ status, body: { code } });
      expect(await storedTokens(app)).toEqual(before);
    });

    it('gives the same response for a hidden assistant and an unknown one', async () => {
      const hidden = await owner.api.post('/api/tokens', forAssistant(foreign.id));
      const unknown = await owner.api.post('/api/tokens', forAssistant(UNKNOWN_ID));

      expect({ ...hidden.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    });
  });

  describe('when the body is invalid', () => {
    const long = (length: number) => 'x'.repeat(length);

    it.each<[string, () => object, string]>([
      ['no type', () => ({ assistantId: assistant.id }), 'type'],
      ['an unknown type', () => ({ ...forAssistant(), type: 'child' }), 'type'],
      ['no assistant', () => ({ type: 'assistant' }), 'assistantId'],
      [
        'an assistant for a personal token',
        () => ({ ...forAssistant(), type: 'personal' }),
        'assistantId',
      ],
      ['an assistant by its slug alone', () => forAssistant('sales-assistant'), 'assistantId'],
      [
        'an assistant that is null',
        () => ({ ...forAssistant(), assistantId: null }),
        'assistantId',
      ],
      ['notes that are no text', () => ({ ...forAssistant(), notes: 1 }), 'notes'],
      ['notes that are null', () => ({ ...forAssistant(), notes: null }), 'notes'],
      ['notes that are too long', () => ({ ...forAssistant(), notes: long(1_001) }), 'notes'],
      ['readOnly as text', () => ({ ...forAssistant(), readOnly: 'true' }), 'readOnly'],
      ['restrict that is neither', () => ({ ...forAssistant(), restrict: 'ip' }), 'restrict'],
      ['restrict without its blocks', () => ({ ...forAssistant(), restrict: 'cidr' }), 'cidr'],
      ['restrict without its host', () => ({ ...forAssistant(), restrict: 'host' }), 'host'],
      [
        'blocks that are none',
        () => ({ ...forAssistant(), restrict: 'cidr', cidr: '1.2.3' }),
        'cidr',
      ],
      [
        'a block with host bits',
        () => ({ ...forAssistant(), restrict: 'cidr', cidr: '10.1.1.1/0' }),
        'cidr',
      ],
      ['blocks without restrict', () => ({ ...forAssistant(), cidr: '10.0.0.0/8' }), 'cidr'],
      [
        'blocks that are too long',
        () => ({ ...forAssistant(), restrict: 'cidr', cidr: long(2_001) }),
        'cidr',
      ],
      ['blocks in a list', () => ({ ...forAssistant(), restrict: 'cidr', cidr: ['::1'] }), 'cidr'],
      [
        'a host with a scheme',
        () => ({ ...forAssistant(), restrict: 'host', host: 'https://example.com' }),
        'host',
      ],
      ['a host without restrict', () => ({ ...forAssistant(), host: 'example.com' }), 'host'],
      [
        'a host beside the blocks',
        () => ({ ...forAssistant(), restrict: 'cidr', cidr: '::1', host: 'example.com' }),
        'host',
      ],
      [
        'an end in the past',
        () => ({ ...forAssistant(), expiresAt: app.clock.now().toISOString() }),
        'expiresAt',
      ],
      [
        'an end without a time',
        () => ({ ...forAssistant(), expiresAt: '2999-01-15' }),
        'expiresAt',
      ],
      [
        'an end without an offset',
        () => ({ ...forAssistant(), expiresAt: '2999-01-15T10:00:00' }),
        'expiresAt',
      ],
      [
        'an end on a day that is in no calendar',
        () => ({ ...forAssistant(), expiresAt: '2999-02-30T10:00:00Z' }),
        'expiresAt',
      ],
      ['an end as a number', () => ({ ...forAssistant(), expiresAt: 32_473_000_000 }), 'expiresAt'],
      [
        'a limit of none',
        () => ({ ...forAssistant(), rateLimitPerMinute: 0 }),
        'rateLimitPerMinute',
      ],
      [
        'half a request',
        () => ({ ...forAssistant(), rateLimitPerMinute: 1.5 }),
        'rateLimitPerMinute',
      ],
      [
        'a limit beyond the largest',
        () => ({ ...forAssistant(), rateLimitPerMinute: 1_000_001 }),
        'rateLimitPerMinute',
      ],
      [
        'a limit as text',
        () => ({ ...forAssistant(), rateLimitPerMinute: '60' }),
        'rateLimitPerMinute',
      ],
      ['an unknown onReuse', () => ({ ...forAssistant(), onReuse: 'ignore' }), 'onReuse'],
      ['data that is a list', () => ({ ...forAssistant(), data: [] }), 'data'],
      ['data that is text', () => ({ ...forAssistant(), data: '{}' }), 'data'],
      ['data that is null', () => ({ ...forAssistant(), data: null }), 'data'],
      ['data over 4 KiB', () => ({ ...forAssistant(), data: { k: long(4_096 - 7) } }), 'data'],
      [
        'data over 4 KiB in bytes, not in characters',
        () => ({ ...forAssistant(), data: { k: 'é'.repeat(2_048) } }),
        'data',
      ],
      ['an unknown property', () => ({ ...forAssistant(), scope: 'all' }), 'scope'],
      [
        'a property that is not the client’s',
        () => ({ ...forAssistant(), userId: UNKNOWN_ID }),
        'userId',
      ],
    ])('refuses it: %s', async (_name, bodyOf, field) => {
      const before = await storedTokens(app);

      const answer = await owner.api.post('/api/tokens', bodyOf());

      expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
      expect(fieldsOf(answer)).toEqual([field]);
      expect(await storedTokens(app)).toEqual(before);
    });

    it('names all invalid fields together', async () => {
      const answer = await owner.api.post('/api/tokens', {
        type: 'assistant',
        assistantId: 'nonsense',
        notes: 1,
        readOnly: 'yes',
        restrict: 'everything',
        cidr: 1,
        host: 1,
        expiresAt: 'tomorrow',
        rateLimitPerMinute: -1,
        onReuse: 'shrug',
        data: [],
        colour: 'blue',
      });

      expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
      expect(fieldsOf(answer)).toEqual(
        [
          'assistantId',
          'notes',
          'readOnly',
          'restrict',
          'cidr',
          'host',
          'expiresAt',
          'rateLimitPerMinute',
          'onReuse',
          'data',
          'colour',
        ].sort(),
      );
      const details: { field: string; message: string }[] = answer.body.details;
      for (const { field, message } of details) expect(message).toContain(field);
      expect(typeof answer.body.message).toBe('string');
    });

    it('names all contradictory restrictions together', async () => {
      const answer = await owner.api.post('/api/tokens', {
        ...forAssistant(),
        restrict: 'host',
        cidr: '10.0.0.0/8',
        expiresAt: '2001-01-01T00:00:00Z',
      });

      expect(answer.status).toBe(400);
      expect(fieldsOf(answer)).toEqual(['cidr', 'expiresAt', 'host']);
    });

    it.each(['__proto__', 'constructor', 'prototype'])(
      'refuses data with a property named %s instead of dropping it',
      async (name) => {
        const before = await storedTokens(app);

        const answer = await owner.api.post(
          '/api/tokens',
          `{"type":"assistant","assistantId":"${assistant.id}","data":{"a":{"${name}":1}}}`,
        );

        expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
        expect(answer.body.message).toContain(name);
        expect(await storedTokens(app)).toEqual(before);
      },
    );
  });

  describe('when it is for an assistant', () => {
    it('returns the whole token and its value, once', async () => {
      const answer = await owner.api.post('/api/tokens', forAssistant());

      expect(answer.status).toBe(201);
      expect(answer.headers.get('Cache-Control')).toBe('no-store');
      expect(answer.headers.get('Location')).toBe(`/api/tokens/${answer.body.id}`);
      expect(answer.body).toMatchObject({
        assistantId: assistant.naturalId,
        username: owner.username,
        type: 'assistant',
        status: 'active',
        statusReason: null,
        notes: '',
        token: expect.stringMatching(/^i5t_[0-9A-Za-z]{42}$/),
        readOnly: false,
        restrict: null,
        cidr: null,
        host: null,
        expiresAt: null,
        rateLimitPerMinute: null,
        onReuse: 'alert',
        data: {},
        createdAt: expect.stringMatching(TIME),
        lastUsedAt: null,
        revokedAt: null,
        secretVersion: 1,
        secrets: [{ version: 1, retiresAt: null, lastUsedAt: null, lastUsedAddress: null }],
      });
      expect(answer.body._links.self.href).toBe(`/api/tokens/${answer.body.id}`);
      expect(await auditedActions(app, answer.body.id)).toEqual(['token.created']);
    });

    it('stores every field of the body', async () => {
      const fields = {
        notes: 'Production API integration\nsecond line, ünïcödé 🎈',
        readOnly: true,
        restrict: 'cidr',
        cidr: '10.0.0.0/8, 2001:DB8::1',
        expiresAt: '2999-01-15T12:00:00.123456+02:00',
        rateLimitPerMinute: 600,
        onReuse: 'revoke',
        data: { crm: 'prod-7' },
      };

      const created = await owner.api.post('/api/tokens', { ...forAssistant(), ...fields });
      const read = await owner.api.get(created.headers.get('Location') ?? '');

      expect(read.status).toBe(200);
      expect(read.body).toMatchObject({
        ...fields,
        cidr: '10.0.0.0/8,2001:db8::1/128',
        host: null,
        expiresAt: '2999-01-15T10:00:00.123Z',
      });
      expect(created.body).toEqual({ ...read.body, token: created.body.token });
    });

    it('stores a host', async () => {
      const created = await owner.api.post('/api/tokens', {
        ...forAssistant(),
        restrict: 'host',
        host: 'App.Example.com:8443',
        cidr: null,
      });

      expect(created).toMatchObject({
        status: 201,
        body: { restrict: 'host', host: 'app.example.com:8443', cidr: null },
      });
    });

    it.each([
      ['its natural id', () => assistant.naturalId],
      ['its UUID', () => assistant.id],
      ['its UUID in upper case', () => assistant.id.toUpperCase()],
    ])('accepts %s and returns its natural id', async (_name, refOf) => {
      const created = await owner.api.post('/api/tokens', forAssistant(refOf()));

      expect(created).toMatchObject({ status: 201, body: { assistantId: assistant.naturalId } });
      const holder = app.api.as(created.body.token);
      expect((await holder.get(`/api/assistants/${assistant.id}`)).status).toBe(200);
    });

    it.each([
      ['a personal token of the owner', async () => (await createToken(app, { owner })).api],
      ['an admin', async () => (await createAdmin(app)).api],
    ])('can be created by %s', async (_name, callerOf) => {
      const caller = await callerOf();

      expect((await caller.post('/api/tokens', forAssistant())).status).toBe(201);
    });

    it.each(['admin', 'editor'] as const)('may be made by an %s of its team', async (role) => {
      const member = await createUser(app);
      const team = await createTeam(app, [[member, role]]);
      const { naturalId } = await createAssistant(app, { ownerId: team });

      const created = await member.api.post('/api/tokens', forAssistant(naturalId));

      expect(created).toMatchObject({ status: 201, body: { username: member.username } });
    });
  });

  describe('when it is personal', () => {
    it('requires no seat and acts for its user', async () => {
      const user = await createUser(app, { seat: false });

      const created = await user.api.post('/api/tokens', { type: 'personal' });

      expect(created).toMatchObject({
        status: 201,
        body: { type: 'personal', assistantId: null, username: user.username },
      });
      const session = await app.api.as(created.body.token).get('/api/auth/session');
      expect(session).toMatchObject({
        status: 200,
        body: { type: 'personal', username: user.username, tokenId: created.body.id },
      });
    });
  });

  describe('when it carries data', () => {
    it.each<[string, object]>([
      [
        'nested values',
        { a: [1, 'two', null, true, { b: [] }], '': '', n: -0.25, big: 9007199254740991 },
      ],
      [
        'keys that JavaScript knows',
        { toString: { valueOf: null }, hasOwnProperty: 1, then: [], length: 2 },
      ],
      ['text of any script', { 'ключ 🔑': '\u0001\u2028 "quoted" \\ 字' }],
      ['4 KiB to the byte', { k: 'x'.repeat(4_096 - 8) }],
    ])('stores it unchanged: %s', async (_name, data) => {
      const created = await owner.api.post('/api/tokens', { ...forAssistant(), data });
      const read = await owner.api.get(`/api/tokens/${created.body.id}`);

      expect(created.status).toBe(201);
      expect(created.body.data).toEqual(data);
      expect(read.body.data).toEqual(data);
    });
  });

  it('shows the value only in the response that created it', async () => {
    const created = await owner.api.post('/api/tokens', forAssistant());
    const value: string = created.body.token;
    const path = `/api/tokens/${created.body.id}`;
    const holder = app.api.as(value);

    const answers = [
      await holder.get('/api/auth/session'),
      await holder.get('/api/tokens/self'),
      await holder.get(`/api/assistants/${assistant.id}/tokens`),
      await owner.api.get(path),
      await owner.api.get('/api/tokens?limit=200'),
      await owner.api.get(`/api/assistants/${assistant.id}/tokens?limit=200`),
      await owner.api.patch(path, { notes: 'changed' }),
      await owner.api.post(`${path}/_rotate`, { overlapSeconds: 60 }),
      await owner.api.get(path),
    ];
    await app.flushLastUses();

    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.text + JSON.stringify([...answer.headers])).not.toContain(value);
      expect(answer.text).not.toContain(value.slice(11));
    }
    expect(answers[1]?.body.token).toBe(`${value.slice(0, 10)}…`);

    const dump = await dumpDatabase(app);
    expect(dump).toContain(created.body.id);
    expect(dump).not.toContain(value);
    expect(dump).not.toContain(value.slice(11));
    expect(dump).not.toContain(Buffer.from(value).toString('hex'));
    expect(dump).not.toContain(Buffer.from(value.slice(11)).toString('hex'));
    expect(app.log.text).not.toContain(value.slice(11));
  });
});
