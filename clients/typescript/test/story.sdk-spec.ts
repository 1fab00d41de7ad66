import { beforeAll, describe, expect, it } from '@jest/globals';
import { answerInfo, AssistantTokens, PermissionError } from 'assistant-tokens-client';
import { ADMIN_PASSWORD } from '../../../test/support/service-process.js';
import { QUICK, Service } from './support/service.js';

describe('the client', () => {
  let service: Service;
  let admin: AssistantTokens;

  beforeAll(async () => {
    service = await Service.start();
    ({ admin } = service);
  });

  it('tells the story of a token', async () => {
    const { naturalId } = await admin.assistants.create({ slug: 'sales', name: 'Sales' });
    const other = await service.assistant('other');
    const issued = await admin.tokens.create({ type: 'assistant', assistantId: naturalId });
    const own = service.as(issued.token);

    expect(await own.auth.session()).toMatchObject({ assistantId: naturalId, type: 'assistant' });
    const { answer, chat } = await own.chats.ask({ content: 'Hello' });
    expect(answer.content).toContain('Hello');
    expect((await own.chats.ask({ chatId: chat.id, content: 'And?' })).chat.id).toBe(chat.id);
    await expect(own.assistants.retrieve(other)).rejects.toThrow(PermissionError);
    expect(await admin.tokens.introspect(issued.token)).toMatchObject({ active: true });

    const rotated = await admin.tokens.rotate(issued.id, { secretVersion: 1 });
    await expect(own.auth.session()).rejects.toMatchObject({ code: 'invalid_token' });
    expect(await service.as(rotated.token).auth.session()).toMatchObject({ tokenId: issued.id });

    await admin.tokens.revoke(issued.id);
    await admin.tokens.revoke(issued.id);
    expect(await admin.tokens.introspectBatch([rotated.token, 'i5t_nothing'])).toEqual([
      { active: false },
      { active: false },
    ]);
    expect(await admin.tokens.retrieve(issued.id)).toMatchObject({ status: 'revoked' });
  });

  it('keeps users, teams, members and seats', async () => {
    const password = 'a password of some length';
    await admin.users.create({ username: 'ada', displayName: 'Ada', password });
    expect(await admin.users.update('ada', { displayName: 'Ada L.' })).toMatchObject({
      displayName: 'Ada L.',
    });
    await admin.teams.create({ id: 'team', name: 'Team' });
    expect(await admin.teams.members.save('team', 'ada', { role: 'editor' })).toMatchObject({
      role: 'editor',
    });
    expect(await admin.teams.members.list('team').toArray({ limit: 9 })).toContainEqual(
      expect.objectContaining({ username: 'ada' }),
    );
    expect(await admin.seats.assign(['ada', 'nobody'])).toEqual(
      expect.objectContaining({ assigned: 1, failed: [{ username: 'nobody', code: 'not_found' }] }),
    );
    expect(await admin.seats.unassign(['ada'])).toMatchObject({ unassigned: 1 });
    await admin.teams.members.delete('team', 'ada');
    await admin.teams.delete('team');
    await admin.users.delete('ada');
    await expect(admin.users.retrieve('ada')).rejects.toMatchObject({ status: 404 });
  });

  it('ends a token by its value, and exchanges one for a JWT', async () => {
    const { token } = await service.token(await service.assistant('exchanged'));

    const jwt = await admin.oauth.exchange({ token, scope: 'assistant:read' });
    expect(jwt).toMatchObject({ token_type: 'Bearer', scope: 'assistant:read' });
    await admin.oauth.revoke(token);

    await expect(admin.oauth.exchange({ token })).rejects.toMatchObject({
      code: 'invalid_subject_token',
    });
  });

  it('tells what came with an answer', async () => {
    const session = await admin.auth.session();

    expect(answerInfo(session)).toMatchObject({
      status: 200,
      requestId: expect.any(String),
      replayed: false,
    });
    expect(Object.keys(session)).not.toContain('etag');
    expect(answerInfo({ ...session })).toBeUndefined();
  });

  describe('with a login', () => {
    function counting() {
      const paths: string[] = [];
      const counted: typeof fetch = (input, init) => {
        paths.push(new URL(new Request(input).url).pathname);
        return fetch(input, init);
      };
      const login = { username: 'admin', password: ADMIN_PASSWORD };
      const { baseUrl } = service;
      return {
        paths,
        client: new AssistantTokens({ baseUrl, login, fetch: counted, retry: QUICK }),
      };
    }

    it('logs in once, for however many calls', async () => {
      const { client, paths } = counting();
      expect(paths).toEqual([]);

      await Promise.all([client.auth.session(), client.auth.session(), client.users.list()]);

      expect(paths.filter((path) => path === '/api/auth/login')).toHaveLength(1);
    });

    it('logs in again when its session was ended', async () => {
      const { client, paths } = counting();
      const { tokenId } = await client.auth.session();
      await client.auth.logOut();

      expect((await client.auth.session()).tokenId).not.toBe(tokenId);
      await admin.users.update('admin', { password: ADMIN_PASSWORD });
      expect(await client.auth.session()).toMatchObject({ username: 'admin' });

      expect(paths.filter((path) => path === '/api/auth/login')).toHaveLength(3);
    });

    it('does not go on for ever where the password is wrong', async () => {
      const login = { username: 'admin', password: 'not the password' };
      const client = new AssistantTokens({ baseUrl: service.baseUrl, login, retry: QUICK });

      await expect(client.auth.session()).rejects.toMatchObject({ code: 'invalid_credentials' });
    });
  });

  it('asks for the token anew when the service refuses the one it had', async () => {
    const { id, token } = await service.token(await service.assistant('rotated'));
    let current = token;
    const { baseUrl } = service;
    const client = new AssistantTokens({ baseUrl, token: () => Promise.resolve(current) });
    await client.auth.session();
    const rotated = await admin.tokens.rotate(id);

    await expect(client.auth.session()).rejects.toMatchObject({ code: 'invalid_token' });
    let asked = 0;
    const late = new AssistantTokens({
      baseUrl,
      token: () => (asked++ === 0 ? current : rotated.token),
    });
    expect(await late.auth.session()).toMatchObject({ tokenId: id });
    current = rotated.token;
    expect(await client.auth.session()).toMatchObject({ tokenId: id });
  });
});
