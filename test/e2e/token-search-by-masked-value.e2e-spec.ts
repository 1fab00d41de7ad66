import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import { createToken, createTokens } from '../factories/tokens.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { TestApp } from '../support/test-app.js';

const SHOWN = 10;

describe('a search for a masked value', () => {
  let app: TestApp;
  let owner: TestUser;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    ({ owner, assistant } = await createTeamAssistant(app));
    await createTokens(app, 3, { owner, assistant });
  });

  afterAll(() => app.close());

  const search = (q: string, more = '') =>
    owner.api.get(`/api/tokens?q=${encodeURIComponent(q)}${more}`);

  it.each<[string, (secret: string) => string]>([
    ['the whole value', (secret) => secret],
    ['one character more than is shown', (secret) => secret.slice(0, SHOWN + 1)],
    ['the value without its end', (secret) => secret.slice(0, -1)],
    ['the value after another word', (secret) => `crm ${secret}`],
    ['the value after a masked one', (secret) => `${secret.slice(0, SHOWN)}… ${secret}`],
    ['the value with a dash before it', (secret) => `-${secret}`],
    ['a session', () => owner.session],
    ['what a session would show', () => owner.session.slice(0, SHOWN)],
  ])('is refused with %s, which is not in the log', async (_name, of) => {
    const { secret } = await createToken(app, { owner, assistant });
    const q = of(secret);

    const answer = await search(q);

    expect([answer.status, answer.body.code]).toEqual([400, 'credential_in_request']);
    expect(answer.text).not.toContain(secret.slice(0, SHOWN + 1));
    expect(app.log.text).not.toContain(secret.slice(0, SHOWN + 1));
  });

  it('is refused in another parameter, and twice', async () => {
    const { secret } = await createToken(app, { owner, assistant });
    const shown = secret.slice(0, SHOWN);

    for (const query of [`username=${shown}`, `q=${shown}&q=${secret}`, `${shown}=1`]) {
      const answer = await owner.api.get(`/api/tokens?${query}`);
      expect([answer.status, answer.body.code]).toEqual([400, 'credential_in_request']);
    }
  });

  it.each<[string, (hint: string) => string]>([
    ['as the list shows it', (hint) => hint],
    ['without its end', (hint) => hint.slice(0, -1)],
    ['in part', (hint) => hint.slice(0, 8)],
    ['with another word', (hint) => `${hint} crm`],
  ])('finds the token: %s', async (_name, of) => {
    const { id } = await createToken(app, { owner, assistant, columns: { notes: 'CRM' } });
    const { body } = await owner.api.get(`/api/tokens/${id}`);

    const found = await search(of(body.token as string));

    expect(found.status).toBe(200);
    const ids = found.body._embedded['inf:token'].map((token: { id: string }) => token.id);
    expect(ids).toContain(id);
  });

  it('pages through what it finds', async () => {
    const first = await search('i5t_', '&limit=2');
    expect([first.status, first.body.count]).toEqual([200, 2]);
    const next = await owner.api.get(first.body._links.next.href as string);
    expect(next.status).toBe(200);
  });
});
