import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AssistantTokens } from 'assistant-tokens-client';
import { Service } from './support/service.js';

describe('a client that governs tokens', () => {
  let service: Service;
  let admin: AssistantTokens;
  let assistantId: string;

  beforeAll(async () => {
    service = await Service.start();
    ({ admin } = service);
    await admin.teams.create({ id: 'team', name: 'Team' });
    const body = { ownerId: 'team', slug: 'governed', name: 'Governed' };
    ({ naturalId: assistantId } = await admin.assistants.create(body));
  });

  it('keeps service accounts', async () => {
    const { id } = await admin.serviceAccounts.create({ id: 'crm', teamId: 'team' });

    expect(await admin.serviceAccounts.update(id, { displayName: 'CRM' })).toMatchObject({
      displayName: 'CRM',
    });
    expect((await admin.serviceAccounts.list({ teamId: 'team' })).items).toMatchObject([{ id }]);
    expect(await admin.users.usage(id)).toMatchObject({ username: id });
    await admin.serviceAccounts.delete(id);
    await expect(admin.serviceAccounts.retrieve(id)).rejects.toMatchObject({ status: 404 });
  });

  it('keeps the policies of the instance and of a team', async () => {
    const read = await admin.policies.instance.retrieve();
    await admin.policies.instance.save({ maxLifetimeDays: 90 }, { ifMatch: read });

    await expect(admin.policies.teams.save('team', { maxLifetimeDays: 91 })).rejects.toMatchObject({
      status: 422,
    });
    await admin.policies.teams.save('team', { maxLifetimeDays: 30 });
    expect(await admin.policies.teams.retrieve('team')).toMatchObject({ maxLifetimeDays: 30 });
    await admin.policies.teams.delete('team');
    await admin.policies.instance.save({});
    expect(await admin.policies.instance.retrieve()).toMatchObject({ maxLifetimeDays: null });
  });

  it('keeps budgets', async () => {
    const { id } = await service.token(assistantId);
    const budget = { modelTokens: 1_000, period: 'month' } as const;

    for (const [{ budget: budgets }, of] of [
      [admin.tokens, id],
      [admin.assistants, assistantId],
      [admin.users, 'admin'],
    ] as const) {
      await budgets.save(of, budget);
      expect(await budgets.retrieve(of)).toMatchObject(budget);
      await budgets.delete(of);
      expect(await budgets.retrieve(of)).toMatchObject({ modelTokens: null, period: 'month' });
    }
  });

  it('reads the usage of an assistant, and the risks of tokens', async () => {
    expect(await admin.assistants.usage(assistantId)).toHaveProperty('totals');
    expect(await admin.tokens.summary()).toHaveProperty('neverExpire');
  });

  it('pauses a token, finds it by its value, and resumes it', async () => {
    const { id, token } = await service.token(assistantId);

    await admin.tokens.pause(id, { reason: 'Under investigation' });
    expect(await admin.tokens.find(token)).toMatchObject({ id, status: 'paused' });
    await expect(service.as(token).auth.session()).rejects.toMatchObject({ status: 401 });
    await admin.tokens.resume(id);
    expect(await service.as(token).auth.session()).toMatchObject({ tokenId: id });
  });

  it('changes many tokens at once', async () => {
    const ids = [(await service.token(assistantId)).id, (await service.token(assistantId)).id];
    const { bulk } = admin.tokens;
    const all = (status: string) => ({ results: ids.map((id) => ({ id, status, code: null })) });

    expect(await bulk.pause({ ids, reason: 'Under investigation' })).toMatchObject(all('paused'));
    expect(await bulk.resume({ ids })).toMatchObject(all('resumed'));
    expect(await bulk.transfer({ ids, toOwner: 'admin' })).toMatchObject(all('transferred'));
    expect(await bulk.revoke({ ids })).toMatchObject(all('revoked'));
  });

  it('deletes a user, and gives the tokens to another owner', async () => {
    const password = 'a password of some length';
    await admin.users.create({ username: 'leaver', password });

    expect(await admin.users.deleteAndTransfer('leaver', 'admin')).toMatchObject({
      transferred: [],
      revoked: [],
    });
  });

  it('reports a leak without a credential', async () => {
    const { token } = await service.token(assistantId);

    await expect(
      service.as('i5t_nothing').leaks.report({ tokens: [token] }),
    ).resolves.toBeUndefined();
  });

  it('reads the audit trail, its heads and its keys', async () => {
    const { id } = await service.token(assistantId);

    const [event] = await admin.audit.events({ subjectId: id }).toArray({ limit: 1 });
    expect(event).toMatchObject({ action: 'token.created', subject: { type: 'token', id } });
    expect(await admin.audit.event(event?.id ?? '')).toEqual(event);
    expect((await admin.audit.heads()).total).toEqual(expect.any(Number));
    expect(await admin.audit.keys()).toHaveProperty('keys');
  });
});
