import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AssistantTokens, etagOf, PreconditionFailedError } from 'assistant-tokens-client';
import { FlakyProxy } from './support/flaky-proxy.js';
import { QUICK, Service } from './support/service.js';

describe('a change that is bound to what was read', () => {
  let proxy: FlakyProxy;
  let service: Service;
  let client: AssistantTokens;
  let id: string;

  beforeAll(async () => {
    service = await Service.start();
    proxy = await FlakyProxy.to(service.baseUrl);
    const token = await service.process.logIn();
    client = new AssistantTokens({ baseUrl: proxy.url, token, retry: QUICK });
    id = await service.assistant('conditional');
  });
  afterAll(() => proxy.close());
  beforeEach(() => {
    proxy.plan();
  });

  it('is refused after one of somebody else, and changes nothing', async () => {
    const read = await client.assistants.retrieve(id);
    await service.admin.assistants.update(id, { name: 'Changed meanwhile' });

    const change = client.assistants.update(id, { name: 'Mine' }, { ifMatch: read });
    const deletion = client.assistants.delete(id, { ifMatch: read });

    await expect(change).rejects.toThrow(PreconditionFailedError);
    await expect(deletion).rejects.toMatchObject({ status: 412, afterLostAnswer: false });
    expect(await client.assistants.retrieve(id)).toMatchObject({ name: 'Changed meanwhile' });
  });

  it('is made while nobody else has changed it', async () => {
    const read = await client.assistants.retrieve(id);

    const first = await client.assistants.update(id, { name: 'First' }, { ifMatch: read });
    const options = { ifMatch: etagOf(first) ?? '' };
    const second = await client.assistants.update(id, { name: 'Second' }, options);

    expect(second.name).toBe('Second');
    expect(JSON.stringify(read)).not.toContain(etagOf(read));
  });

  it('is sent again when the request was lost', async () => {
    const read = await client.assistants.retrieve(id);
    proxy.plan({ kind: 'before' });

    const changed = await client.assistants.update(id, { name: 'Again' }, { ifMatch: read });

    expect(changed.name).toBe('Again');
    expect(proxy.seen).toHaveLength(2);
  });

  it('is made once when the answer was lost, which the refusal tells', async () => {
    const read = await client.assistants.retrieve(id);
    proxy.plan({ kind: 'after' });

    const change = client.assistants.update(id, { name: 'Lost' }, { ifMatch: read });

    await expect(change).rejects.toMatchObject({ status: 412, afterLostAnswer: true });
    expect(await client.assistants.retrieve(id)).toMatchObject({ name: 'Lost' });
  });

  it('is not sent where nothing was read', async () => {
    const options = { ifMatch: { id } };

    await expect(client.assistants.update(id, { name: 'x' }, options)).rejects.toThrow(TypeError);
    expect(proxy.seen).toHaveLength(0);
  });
});
