import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { digestOf } from '../../src/admission/credentials/secret.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser, PASSWORD } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { expectNoChange, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const ADDRESS = '203.0.113.9';
const NEW_PASSWORD = 'a password nobody records';

interface AuditRow {
  at: Date;
  action: string;
  actor: string | null;
  credential_id: string | null;
  address: string;
  subject_type: string;
  subject_id: string;
  details: object;
}

type Expected = Partial<AuditRow>;

interface Change {
  request: () => Promise<Answer>;
  status: number;
  /** The record without its time. By default, the actor and the credential belong to the admin. */
  event: (answer: Answer) => Expected | Expected[] | Promise<Expected>;
}

let app: TestApp;
let admin: TestUser;
/** The API, called by the admin from `ADDRESS`. */
let api: Api;
let adminSessionId: string;

beforeAll(async () => {
  app = await TestApp.start({ env: { TRUST_PROXY: 'loopback' } });
  admin = await createAdmin(app);
  api = fromAddress(admin.api);
  adminSessionId = await credentialIdOf(admin.api);
});

afterAll(() => app.close());

function fromAddress(caller: Api): Api {
  return caller.with({ 'X-Forwarded-For': ADDRESS });
}

async function credentialIdOf(caller: Api): Promise<string> {
  return (await caller.get('/api/auth/session')).body.tokenId;
}

function events(): Promise<AuditRow[]> {
  return app.dataSource.query(
    `SELECT at, action, actor, credential_id, address, subject_type, subject_id, details
     FROM audit_events ORDER BY id`,
  );
}

async function eventsOf(request: () => Promise<unknown>): Promise<AuditRow[]> {
  const before = await events();
  await request();
  return (await events()).slice(before.length);
}

function endOf(assistant: TestAssistant, token: TestToken): Expected[] {
  return [
    { action: 'token.revoked', subject_id: token.id },
    {
      action: 'assistant.deleted',
      subject_id: assistant.id,
      details: { naturalId: assistant.naturalId, revokedTokens: [token.id] },
    },
  ];
}

/** Every kind of change, with a new setup for each call. */
const CHANGES: Record<string, () => Promise<Change>> = {
  'a login': async () => {
    const { username } = await createUser(app);
    return {
      request: () => fromAddress(app.api).post('/api/auth/login', { username, password: PASSWORD }),
      status: 200,
      event: async ({ body }) => {
        const sessionId = await credentialIdOf(app.api.as(body.token));
        return {
          action: 'session.opened',
          actor: username,
          credential_id: sessionId,
          subject_id: sessionId,
        };
      },
    };
  },

  'a logout': async () => {
    const user = await createUser(app);
    const sessionId = await credentialIdOf(user.api);
    return {
      request: () => fromAddress(user.api).post('/api/auth/logout'),
      status: 204,
      event: () => ({
        action: 'session.closed',
        actor: user.username,
        credential_id: sessionId,
        subject_id: sessionId,
      }),
    };
  },

  'a new user': () => {
    const body = { username: 'new-user', password: NEW_PASSWORD, displayName: 'New' };
    return Promise.resolve({
      request: () => api.post('/api/users', body),
      status: 201,
      event: () => ({
        action: 'user.created',
        subject_id: 'new-user',
        details: { role: 'member' },
      }),
    });
  },

  'a change of a user': async () => {
    const { username } = await createUser(app);
    return {
      request: () => api.patch(`/api/users/${username}`, { displayName: 'Else', disabled: true }),
      status: 200,
      event: () => ({
        action: 'user.updated',
        subject_id: username,
        details: { fields: ['displayName', 'disabled'] },
      }),
    };
  },

  'a new password': async () => {
    const user = await createUser(app);
    const sessionId = await credentialIdOf(user.api);
    return {
      request: () =>
        fromAddress(user.api).patch(`/api/users/${user.username}`, { password: NEW_PASSWORD }),
      status: 200,
      event: () => ({
        action: 'user.updated',
        actor: user.username,
        credential_id: sessionId,
        subject_id: user.username,
        details: { fields: ['password'] },
      }),
    };
  },

  'the end of a user with assistants and tokens': async () => {
    const owner = await createUser(app);
    const assistant = await createAssistant(app, { ownerId: owner.username });
    const token = await createToken(app, { owner, assistant });
    const personal = await createToken(app, { owner });
    return {
      request: () => api.delete(`/api/users/${owner.username}`),
      status: 204,
      event: () => [
        ...endOf(assistant, token),
        { action: 'token.revoked', subject_id: personal.id },
        {
          action: 'user.deleted',
          subject_id: owner.username,
          details: { revokedTokens: [personal.id] },
        },
      ],
    };
  },

  'a new team': () =>
    Promise.resolve({
      request: () => api.post('/api/teams', { id: 'new-team', name: 'New' }),
      status: 201,
      event: () => ({ action: 'team.created', subject_id: 'new-team' }),
    }),

  'a change of a team': async () => {
    const team = await createTeam(app);
    return {
      request: () => api.patch(`/api/teams/${team}`, { name: 'Else' }),
      status: 200,
      event: () => ({
        action: 'team.updated',
        subject_id: team,
        details: { fields: ['name'] },
      }),
    };
  },

  'a new member': async () => {
    const team = await createTeam(app);
    const { username } = await createUser(app);
    return {
      request: () => api.put(`/api/teams/${team}/members/${username}`, { role: 'editor' }),
      status: 200,
      event: () => ({
        action: 'team.member_saved',
        subject_id: team,
        details: { username, role: 'editor' },
      }),
    };
  },

  'the end of a membership': async () => {
    const user = await createUser(app);
    const team = await createTeam(app, [[user, 'viewer']]);
    return {
      request: () => api.delete(`/api/teams/${team}/members/${user.username}`),
      status: 204,
      event: () => ({
        action: 'team.member_deleted',
        subject_id: team,
        details: { username: user.username },
      }),
    };
  },

  'the end of a team with assistants and tokens': async () => {
    const team = await createTeam(app);
    const assistant = await createAssistant(app, { ownerId: team });
    const token = await createToken(app, { owner: admin, assistant });
    return {
      request: () => api.delete(`/api/teams/${team}`),
      status: 204,
      event: () => [...endOf(assistant, token), { action: 'team.deleted', subject_id: team }],
    };
  },

  'a seat given': async () => {
    const { username } = await createUser(app, { seat: false });
    return {
      request: () => api.post('/api/ai-seats/_assign', { usernames: [username] }),
      status: 200,
      event: () => ({ action: 'seat.assigned', subject_id: username }),
    };
  },

  'a seat taken': async () => {
    const { username } = await createUser(app);
    return {
      request: () => api.post('/api/ai-seats/_unassign', { usernames: [username] }),
      status: 200,
      event: () => ({ action: 'seat.unassigned', subject_id: username }),
    };
  },

  'a new assistant': () =>
    Promise.resolve({
      request: () => api.post('/api/assistants', { slug: 'new', name: 'New' }),
      status: 201,
      event: ({ body }) => ({
        action: 'assistant.created',
        subject_id: body.id,
        details: { naturalId: `${admin.username}:new` },
      }),
    }),

  'a change of an assistant': async () => {
    const { id } = await createAssistant(app, { ownerId: admin.username });
    return {
      request: () => api.patch(`/api/assistants/${id}`, { name: 'Else', instructions: 'Obey' }),
      status: 200,
      event: () => ({
        action: 'assistant.updated',
        subject_id: id,
        details: { fields: ['name', 'instructions'] },
      }),
    };
  },

  'the end of an assistant with tokens': async () => {
    const assistant = await createAssistant(app, { ownerId: admin.username });
    const token = await createToken(app, { owner: admin, assistant });
    return {
      request: () => api.delete(`/api/assistants/${assistant.naturalId}`),
      status: 204,
      event: () => endOf(assistant, token),
    };
  },

  'a new assistant token, issued with a personal one': async () => {
    const owner = await createUser(app);
    const { id } = await createAssistant(app, { ownerId: owner.username });
    const personal = await createToken(app, { owner });
    const body = { type: 'assistant', assistantId: id, notes: 'Some notes' };
    return {
      request: () => fromAddress(personal.api).post('/api/tokens', body),
      status: 201,
      event: (answer) => ({
        action: 'token.created',
        actor: owner.username,
        credential_id: personal.id,
        subject_id: answer.body.id,
        details: { type: 'assistant', assistantId: id },
      }),
    };
  },

  'a change of a token': async () => {
    const { id } = await createToken(app, { owner: admin });
    return {
      request: () => api.patch(`/api/tokens/${id}`, { notes: 'Else' }),
      status: 200,
      event: () => ({
        action: 'token.updated',
        subject_id: id,
        details: { fields: ['notes'] },
      }),
    };
  },

  'a token that rotates itself': async () => {
    const owner = await createUser(app);
    const assistant = await createAssistant(app, { ownerId: owner.username });
    const token = await createToken(app, { owner, assistant });
    return {
      request: () =>
        fromAddress(token.api).post('/api/tokens/self/_rotate', { overlapSeconds: 60 }),
      status: 200,
      event: () => ({
        action: 'token.rotated',
        actor: owner.username,
        credential_id: token.id,
        subject_id: token.id,
        details: { version: 2, overlapSeconds: 60 },
      }),
    };
  },

  'the end of a token': async () => {
    const { id } = await createToken(app, { owner: await createUser(app) });
    return {
      request: () => api.delete(`/api/tokens/${id}`),
      status: 204,
      event: () => ({ action: 'token.revoked', subject_id: id }),
    };
  },

  'a secret used after it was retired': async () => {
    const token = await createToken(app, { owner: await createUser(app) });
    await token.api.post('/api/tokens/self/_rotate');
    return {
      request: () => fromAddress(token.api).get('/api/auth/session'),
      status: 401,
      event: () => ({
        action: 'token.reused',
        actor: null,
        credential_id: token.id,
        subject_id: token.id,
        details: { version: 1, onReuse: 'alert' },
      }),
    };
  },
};

const EVERY_CHANGE = Object.entries(CHANGES);

describe('a change that cannot be recorded', () => {
  afterEach(() => app.dataSource.query('ALTER TABLE audit_events DROP CONSTRAINT takes_no_record'));

  it.each(EVERY_CHANGE)('does not happen: %s', async (_what, arrange) => {
    const { request } = await arrange();
    await app.dataSource.query(
      'ALTER TABLE audit_events ADD CONSTRAINT takes_no_record CHECK (false) NOT VALID',
    );
    const logged = app.log.text.length;

    const answer = await expectNoChange(app, request);

    expect(app.log.text.slice(logged)).toContain('takes_no_record');
    expect([answer.status, answer.body.code]).toEqual([500, 'internal_error']);
    expect(answer.text).not.toContain('takes_no_record');
    expect(answer.headers.get('Set-Cookie')).toBeNull();
  });
});

describe('a change', () => {
  it.each(EVERY_CHANGE)('is recorded once: %s', async (_what, arrange) => {
    const { request, status, event } = await arrange();
    let answer: Answer | undefined;
    const began = app.clock.now();

    const recorded = await eventsOf(async () => {
      answer = await request();
    });

    expect(answer?.status).toBe(status);
    const expected = [await event(answer as Answer)].flat();
    expect(recorded).toEqual(
      expected.map((one) => ({
        at: expect.any(Date),
        actor: admin.username,
        credential_id: adminSessionId,
        address: ADDRESS,
        subject_type: one.action?.split('.')[0],
        details: {},
        ...one,
      })),
    );
    expect(recorded[0]?.at.getTime()).toBeGreaterThanOrEqual(began.getTime());
    expect(recorded[0]?.at.getTime()).toBeLessThanOrEqual(app.clock.now().getTime());
  });

  it('of several users is recorded for each of them', async () => {
    const users = [await createUser(app, { seat: false }), await createUser(app, { seat: false })];
    const usernames = users.map(({ username }) => username);

    const recorded = await eventsOf(() =>
      api.post('/api/ai-seats/_assign', { usernames: [...usernames, 'nobody', admin.username] }),
    );

    expect(recorded.map(({ action, subject_id }) => [action, subject_id])).toEqual(
      usernames.map((username) => ['seat.assigned', username]),
    );
  });

  it('leaves no password, hash, secret or digest in its record', async () => {
    const { username } = await createUser(app);
    const opened = await app.api.post('/api/auth/login', { username, password: PASSWORD });
    const session = app.api.as(opened.body.token);
    await session.patch(`/api/users/${username}`, { password: NEW_PASSWORD });
    const issued = await session.post('/api/tokens', { type: 'personal' });
    const rotated = await app.api.as(issued.body.token).post('/api/tokens/self/_rotate');

    const text = JSON.stringify(await events());

    const secrets: string[] = [opened.body.token, issued.body.token, rotated.body.token];
    expect(secrets).toEqual(Array(3).fill(expect.stringMatching(/^i5[st]_/)));
    for (const secret of [...secrets, PASSWORD, NEW_PASSWORD, '$2b$']) {
      expect(text).not.toContain(secret);
    }
    for (const secret of secrets) {
      for (const encoding of ['hex', 'base64', 'base64url'] as const) {
        expect(text).not.toContain(digestOf(secret).toString(encoding));
      }
    }
    expect(text).not.toMatch(/i5[stc]_/);
  });
});

describe('a request that changes nothing', () => {
  it('is not recorded', async () => {
    const user = await createUser(app);
    const token = await createToken(app, { owner: user });
    await api.delete(`/api/tokens/${token.id}`);
    const team = await createTeam(app);
    const { id } = await createAssistant(app, { ownerId: admin.username, slug: 'taken' });
    const other = await createAssistant(app, { ownerId: admin.username });
    const path = `/api/users/${user.username}`;
    const refused: [() => Promise<Answer>, number, string][] = [
      [() => user.api.post('/api/teams', { id: 'mine', name: 'Mine' }), 403, 'forbidden'],
      [() => user.api.patch(path, { role: 'admin' }), 403, 'forbidden'],
      [() => user.api.delete(`/api/assistants/${id}`), 404, 'not_found'],
      [() => api.patch(path, { role: 'owner' }), 400, 'validation_failed'],
      [() => api.post('/api/users', { username: team, password: NEW_PASSWORD }), 409, 'id_taken'],
      [() => api.post('/api/teams', { id: user.username, name: 'Taken' }), 409, 'id_taken'],
      [() => api.post('/api/assistants', { slug: 'taken', name: 'Taken' }), 409, 'slug_taken'],
      [() => api.patch(`/api/assistants/${other.id}`, { slug: 'taken' }), 409, 'slug_taken'],
      [() => api.patch(`/api/users/${admin.username}`, { role: 'member' }), 409, 'last_admin'],
      [() => api.delete(`/api/users/${admin.username}`), 409, 'last_admin'],
      [() => api.delete(`/api/teams/${team}/members/${user.username}`), 404, 'not_found'],
      [() => api.post(`/api/tokens/${token.id}/_rotate`), 403, 'forbidden'],
      [() => app.api.get('/api/users'), 401, 'credential_required'],
    ];

    for (const [request, status, code] of refused) {
      await expectRefused(app, request, status, code);
    }
    for (const request of [
      () => api.get('/api/users'),
      () => api.delete(`/api/tokens/${token.id}`),
      () => api.post('/api/ai-seats/_assign', { usernames: [user.username] }),
      () => api.post('/api/ai-seats/_unassign', { usernames: ['nobody'] }),
    ]) {
      expect((await expectNoChange(app, request)).status).toBeLessThan(300);
    }
  });
});

describe('a login that fails', () => {
  const WRONG = 'wrong horse battery staple';
  let count = 0;

  /** Each from another address. */
  const failFrom = async (address: string, username: string) => {
    const from = app.api.with({ 'X-Forwarded-For': address });
    expect((await from.post('/api/auth/login', { username, password: WRONG })).status).toBe(401);
  };
  const newAddress = () => `198.51.100.${++count}`;

  it('is recorded without the password', async () => {
    const { username } = await createUser(app);
    const address = newAddress();

    const recorded = await eventsOf(() => failFrom(address, username));

    expect(recorded).toMatchObject([
      { action: 'user.login_failed', actor: null, address, subject_id: username },
    ]);
    expect(JSON.stringify(recorded)).not.toContain(WRONG);
  });

  it('is recorded without the name if there is no such user, which may be a password', async () => {
    const recorded = await eventsOf(() => failFrom(newAddress(), 'correct horse'));

    expect(recorded).toMatchObject([{ action: 'user.login_failed', subject_id: 'unknown' }]);
  });

  it('is recorded once per minute and network, with the number of the others', async () => {
    const address = newAddress();

    const recorded = await eventsOf(async () => {
      for (const name of ['a', 'b', 'c']) await failFrom(address, name);
      app.clock.advance({ seconds: 61 });
      await failFrom(address, 'd');
    });

    expect(recorded.map(({ details }) => details)).toEqual([{}, { omittedBefore: 2 }]);
  });
});

describe('a change with more records than one statement can insert', () => {
  it('is recorded completely: a team is deleted with 8,000 assistants', async () => {
    const team = await createTeam(app);
    await app.dataSource.query(
      `INSERT INTO assistants (id, owner_id, slug, name, created_at, updated_at)
       SELECT gen_random_uuid(), $1, 'number-' || i, 'One of many', now(), now()
       FROM generate_series(1, 8000) i`,
      [team],
    );

    expect((await api.delete(`/api/teams/${team}`)).status).toBe(204);

    const [{ count }] = await app.dataSource.query<[{ count: number }]>(
      `SELECT count(DISTINCT subject_id)::int AS count FROM audit_events
       WHERE action = 'assistant.deleted' AND details->>'naturalId' LIKE $1 || ':number-%'`,
      [team],
    );
    expect(count).toBe(8_000);
  });
});
