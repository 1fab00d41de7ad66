import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventClient } from '../support/event-client.js';
import { QUESTION, streamChat } from '../support/chat-scene.js';
import type { Streamed } from '../support/chat-scene.js';
import { createSales, issueTokenFor } from '../support/issued-tokens.js';
import { ModelServer } from '../support/model-server.js';
import { newDataDir, ServiceProcess } from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';

describe('the streams of an instance that stops', () => {
  let database: TestDatabase;
  let model: ModelServer;
  let stopping: ServiceProcess;
  let other: ServiceProcess;
  let token: string;
  let streams: Streamed[];

  const startInstance = async () =>
    ServiceProcess.start(await newDataDir(), {
      env: { DATABASE_URL: database.url, ...model.env },
    });

  beforeAll(async () => {
    database = await createTestDatabase(null);
    model = await ModelServer.start();
    other = await startInstance();
    stopping = await startInstance();
    const admin = other.api.as(await other.logIn());
    token = (await issueTokenFor(admin, await createSales(admin))).value;
    streams = [];
    const reader = { api: stopping.api.as(token) };
    for (let i = 0; i < 3; i++) streams.push(await streamChat({ model }, reader, 'Here '));
    stopping.child.kill('SIGTERM');
  }, 120_000);

  afterAll(async () => {
    await model.stop();
    await other.end('SIGTERM');
    await database.drop();
  });

  const resume = ({ client }: Streamed, method: string, path: string, body?: object) =>
    EventClient.open(other.api.as(token), method, path, {
      lastEventId: client.lastId,
      ...(body !== undefined && { body }),
    });

  it('tell their clients to reconnect, go on at another instance, and end with the grace', async () => {
    const [read, repeated, endless] = streams as [Streamed, Streamed, Streamed];
    for (const { client } of streams) {
      expect(await client.rest()).toEqual([
        { event: 'reconnect', id: client.lastId, data: { reason: 'instance_stopping' } },
      ]);
    }
    const resumed = await Promise.all([
      resume(read, 'GET', read.path),
      resume(repeated, 'POST', '/api/chats', { message: QUESTION }),
      resume(endless, 'GET', endless.path),
    ]);
    for (const { asked } of [read, repeated]) asked.say('they are.').finish();

    for (const [i, { answerId }] of [read, repeated].entries()) {
      const { data } = (await resumed[i]?.until('message.completed')) ?? {};
      expect(data).toMatchObject({ id: answerId, content: 'Here they are.', status: 'complete' });
      expect(resumed[i]?.text).toBe('they are.');
    }
    const failed = await resumed[2].until('error');
    expect(failed.data).toMatchObject({ code: 'interrupted', messageId: endless.answerId });
    expect(await stopping.ended).toEqual({ code: 0, signal: null });
  });
});
