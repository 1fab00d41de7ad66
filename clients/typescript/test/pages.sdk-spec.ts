import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AssistantTokens } from 'assistant-tokens-client';
import { Service } from './support/service.js';

const COUNT = 5;

describe('pages', () => {
  let admin: AssistantTokens;
  let assistantId: string;
  let ids: string[];
  let requests = 0;

  beforeAll(async () => {
    const service = await Service.start();
    assistantId = await service.assistant('pages');
    const other = await service.assistant('other');
    await service.token(other);
    ids = [];
    for (let made = 0; made < COUNT; made++) ids.unshift((await service.token(assistantId)).id);
    const session = await service.process.logIn();
    const counted: typeof fetch = (...request) => {
      requests++;
      return fetch(...request);
    };
    admin = service.as(session, { fetch: counted });
  });

  it('are followed to the last item, with the filter', async () => {
    requests = 0;
    const found: string[] = [];
    for await (const { id } of admin.tokens.list({ assistantId, limit: 2 })) found.push(id);

    expect([...found].sort()).toEqual([...ids].sort());
    expect(requests).toBe(3);
  });

  it('are read no further than they are needed', async () => {
    requests = 0;
    const list = admin.tokens.list({ assistantId, limit: 2 });
    expect(requests).toBe(0);

    for await (const token of list) {
      expect(token.assistantId).toBe(assistantId);
      break;
    }
    expect(await list.toArray({ limit: 2 })).toHaveLength(2);
    expect(await list.toArray({ limit: 0 })).toEqual([]);

    expect(requests).toBe(2);
  });

  it('are read one by one', async () => {
    const counts: number[] = [];
    for await (const page of admin.assistants.tokens(assistantId, { limit: 2 }).pages()) {
      expect(page.total).toBe(COUNT);
      counts.push(page.items.length);
    }

    expect(counts).toEqual([2, 2, 1]);
  });

  it('of which the first is there for an await', async () => {
    const first = await admin.tokens.list({ assistantId, limit: 3 });

    expect(first).toMatchObject({ start: 0, total: COUNT, hasNext: true });
    const second = await first.next();
    expect(second).toMatchObject({ start: 3, hasNext: false });
    expect(await second?.next()).toBeNull();
  });

  it('have what a collection tells beside its items', async () => {
    const { collection, items } = await admin.seats.list();

    expect(collection.assigned).toBe(items.length);
  });

  it('tell of a failure where they are read', async () => {
    const list = admin.tokens.list({ cursor: 'forged' });

    await expect(list.toArray({ limit: 1 })).rejects.toMatchObject({ code: 'invalid_cursor' });
  });
});
