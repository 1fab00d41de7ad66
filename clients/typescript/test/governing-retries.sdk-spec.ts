import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AssistantTokens, ConflictError, ConnectionError } from 'assistant-tokens-client';
import { FlakyProxy } from './support/flaky-proxy.js';
import { QUICK, Service } from './support/service.js';

describe('when the answer to a call that governs tokens is lost', () => {
  let service: Service;
  let proxy: FlakyProxy;
  let client: AssistantTokens;
  let assistantId: string;

  beforeAll(async () => {
    service = await Service.start();
    proxy = await FlakyProxy.to(service.baseUrl);
    const token = await service.process.logIn();
    client = new AssistantTokens({ baseUrl: proxy.url, token, retry: QUICK });
    assistantId = await service.assistant('governed');
    await service.admin.teams.create({ id: 'team', name: 'Team' });
  });
  afterAll(() => proxy.close());
  beforeEach(() => {
    proxy.plan();
  });

  it('pauses again, which changes nothing', async () => {
    const { id } = await service.token(assistantId);
    proxy.plan({ kind: 'after' });

    expect(await client.tokens.pause(id)).toMatchObject({ status: 'paused' });
    expect(proxy.seen).toHaveLength(2);
  });

  it('does not resume again what somebody may have paused in between', async () => {
    const { id } = await service.token(assistantId);
    await service.admin.tokens.pause(id);
    proxy.plan({ kind: 'after' });

    await expect(client.tokens.resume(id)).rejects.toThrow(ConnectionError);
    expect(proxy.seen).toHaveLength(1);
  });

  it('resumes again the state that was read', async () => {
    const { id } = await service.token(assistantId);
    const paused = await service.admin.tokens.pause(id);
    proxy.plan({ kind: 'before' });

    expect(await client.tokens.resume(id, { ifMatch: paused })).toMatchObject({ status: 'active' });
    expect(proxy.seen).toHaveLength(2);
  });

  it('tells that a filter matches no more, because the tokens are revoked', async () => {
    const { id } = await service.token(assistantId, { tags: ['batch=1'] });
    const filter = { tag: 'batch=1', status: 'active' as const };
    proxy.plan({ kind: 'after' });

    const lost = await client.tokens.bulk
      .revoke({ filter, expectedCount: 1 })
      .catch((error: unknown) => error);

    expect(lost).toBeInstanceOf(ConflictError);
    expect(lost).toMatchObject({ code: 'count_changed', afterLostAnswer: true });
    expect(await service.admin.tokens.retrieve(id)).toMatchObject({ status: 'revoked' });
  });

  it('makes one service account', async () => {
    proxy.plan({ kind: 'after' });

    expect(await client.serviceAccounts.create({ id: 'crm', teamId: 'team' })).toMatchObject({
      id: 'crm',
    });
    const accounts = await service.admin.serviceAccounts.list().toArray({ limit: 9 });
    expect(accounts.map(({ id }) => id)).toEqual(['crm']);
  });

  it('does not delete again a user whose tokens it would have to name', async () => {
    const password = 'a password of some length';
    await service.admin.users.create({ username: 'leaver', password });
    proxy.plan({ kind: 'after' });

    const deletion = client.users.deleteAndTransfer('leaver', 'admin');

    await expect(deletion).rejects.toThrow(ConnectionError);
    expect(proxy.seen).toHaveLength(1);
  });
});
