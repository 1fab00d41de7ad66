import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createChild } from '../factories/children.factory.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { auditedActions, storedTokens } from '../support/database-rows.js';
import { TestApp } from '../support/test-app.js';

const CIDR = { restrict: 'cidr', cidr: '10.0.0.0/8' } as const;
const HOST = { restrict: 'host', host: 'app.example.com' } as const;

describe('relaxing a token', () => {
  let app: TestApp;
  let admin: TestUser;
  let owner: TestUser;
  let editor: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    admin = await createAdmin(app);
    ({ owner, editor, assistant } = await createTeamAssistant(app));
  });

  afterAll(() => app.close());

  const inDays = (days: number) => new Date(app.clock.now().getTime() + days * 86_400_000);
  const make = (columns: object) => createToken(app, { owner, assistant, columns });
  const pathOf = ({ id }: { id: string }) => `/api/tokens/${id}`;
  const codeOf = ({ status, body }: Answer) => `${status} ${body.code as string}`;

  it.each<[string, object, () => object, string]>([
    ['without the flag', CIDR, () => ({ cidr: '0.0.0.0/0' }), '409 restriction_not_tightened'],
    [
      'with false',
      CIDR,
      () => ({ allowRelaxing: false, cidr: '0.0.0.0/0' }),
      '409 restriction_not_tightened',
    ],
    ['a flag that is none', CIDR, () => ({ allowRelaxing: 'yes' }), '400 validation_failed'],
    ...[
      { columns: { readOnly: true }, body: { readOnly: false } },
      { columns: { rateLimitPerMinute: 5 }, body: { rateLimitPerMinute: 6 } },
      { columns: CIDR, body: { restrict: null, cidr: null } },
      { columns: CIDR, body: { restrict: 'host', cidr: null, host: 'app.example.com' } },
    ].map(({ columns, body }): [string, object, () => object, string] => [
      `what may never be looser: ${JSON.stringify(body)}`,
      columns,
      () => ({ allowRelaxing: true, ...body }),
      '409 restriction_not_tightened',
    ]),
    [
      'without the address',
      CIDR,
      () => ({ allowRelaxing: true, cidr: null }),
      '400 validation_failed',
    ],
    [
      'to the past',
      { expiresAt: new Date(Date.now() + 60_000) },
      () => ({ allowRelaxing: true, expiresAt: new Date(0).toISOString() }),
      '400 validation_failed',
    ],
  ])('is refused, and changes nothing: %s', async (_name, columns, bodyOf, outcome) => {
    const token = await make(columns);
    const before = await storedTokens(app);
    expect(codeOf(await owner.api.patch(pathOf(token), bodyOf()))).toBe(outcome);
    expect(await storedTokens(app)).toEqual(before);
    expect(await auditedActions(app, token.id)).toEqual([]);
  });

  it('needs a session, of the owner or a writer', async () => {
    const token = await make({ expiresAt: inDays(1) });
    const personal = await createToken(app, { owner });
    const body = { allowRelaxing: true, expiresAt: inDays(9).toISOString() };
    const before = await storedTokens(app);

    expect(codeOf(await personal.api.patch(pathOf(token), body))).toBe('403 insufficient_scope');
    expect(codeOf(await token.api.patch('/api/tokens/self', body))).toBe('403 insufficient_scope');
    expect(await storedTokens(app)).toEqual(before);
    expect((await editor.api.patch(pathOf(token), body)).status).toBe(200);
  });

  it.each(['expiresAt', 'revokedAt'] as const)('never revives a token: %s', async (end) => {
    const token = await make({ expiresAt: inDays(1), [end]: inDays(-1) });
    const body = { allowRelaxing: true, expiresAt: null };
    expect(codeOf(await owner.api.patch(pathOf(token), body))).toBe('409 token_not_active');
  });

  it.each<[string, object, () => object]>([
    ['later', { expiresAt: inTwoDays() }, () => ({ expiresAt: inDays(9).toISOString() })],
    ['never', { expiresAt: inTwoDays() }, () => ({ expiresAt: null })],
    ['other addresses', CIDR, () => ({ cidr: '192.168.0.0/16' })],
    ['wider addresses', CIDR, () => ({ cidr: '0.0.0.0/0' })],
    ['another host', HOST, () => ({ host: 'other.example.com' })],
  ])('sets what it asks for, ends children and is recorded: %s', async (_name, columns, bodyOf) => {
    const token = await make(columns);
    const child = await createChild(app, token);
    const body = bodyOf();

    const answer = await owner.api.patch(pathOf(token), { allowRelaxing: true, ...body });

    expect([answer.status, answer.body]).toMatchObject([200, body]);
    expect((await owner.api.get(pathOf(child))).body.status).toBe('revoked');
    const [field, after] = Object.entries(body)[0] as [string, unknown];
    const before = (columns as Record<string, unknown>)[field];
    const [event] = await app.dataSource.query<[{ action: string; changes: unknown }]>(
      'SELECT action, changes FROM audit_events WHERE subject_id = $1',
      [token.id],
    );
    expect(event).toMatchObject({ action: 'token.relaxed', changes: [{ field, after }] });
    expect(JSON.stringify(event.changes)).toContain(JSON.stringify(before));
  });

  it('records a change that loosens nothing as an update', async () => {
    const token = await make(CIDR);
    const body = { allowRelaxing: true, cidr: '10.1.0.0/16', notes: 'Moved' };
    expect((await owner.api.patch(pathOf(token), body)).status).toBe(200);
    expect(await auditedActions(app, token.id)).toEqual(['token.updated']);
    expect((await admin.api.get(pathOf(token))).body.cidr).toBe('10.1.0.0/16');
  });

  it('works at once for the token', async () => {
    const token = await make(CIDR);
    expect(codeOf(await token.api.get('/api/auth/session'))).toBe('403 address_not_allowed');
    await owner.api.patch(pathOf(token), { allowRelaxing: true, cidr: '127.0.0.0/8,::1/128' });
    expect((await token.api.get('/api/auth/session')).status).toBe(200);
  });
});

function inTwoDays(): Date {
  return new Date(Date.now() + 2 * 86_400_000);
}
