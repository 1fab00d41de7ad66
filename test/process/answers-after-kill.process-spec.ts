import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Api } from '../support/api.js';
import { QUESTION, streamChat, untilEnded } from '../support/chat-scene.js';
import { EventClient } from '../support/event-client.js';
import { DEFAULT_ANSWER, MODEL_USAGE, ModelServer } from '../support/model-server.js';
import { eventually, newDataDir, ServiceProcess } from '../support/service-process.js';

const SLOW = 120_000;
/** One token for four characters. */
const QUESTION_TOKENS = Math.ceil(QUESTION.content.length / 4);
const HERE_TOKENS = 2;

describe('a service that ends while it streams an answer', () => {
  let model: ModelServer;
  let dataDir: string;
  let service: ServiceProcess;

  beforeEach(async () => {
    model = await ModelServer.start();
    dataDir = await newDataDir();
    service = await ServiceProcess.start(dataDir, { env: model.env });
  });

  afterEach(async () => {
    await service.end('SIGTERM');
    await model.stop();
  });

  /** The user of the chat has an assistant token. */
  const issueToken = async (): Promise<{ token: string; session: Api }> => {
    const session = service.api.as(await service.logIn());
    const { body } = await session.post('/api/assistants', { slug: 'sales', name: 'Sales' });
    const issued = await session.post('/api/tokens', {
      type: 'assistant',
      assistantId: body.naturalId,
    });
    return { token: issued.body.token, session };
  };

  it(
    'leaves no answer in streaming after a kill, and keeps the text so far',
    async () => {
      const { token } = await issueToken();
      const { client, path, chatId } = await streamChat(
        { model },
        { api: service.api.as(token) },
        'Here ',
      );
      await eventually(async () => (await service.api.as(token).get(path)).body.content !== '');
      await service.end('SIGKILL');
      await expect(client.rest()).rejects.toThrow();

      service = await ServiceProcess.start(dataDir, { env: model.env });
      const api = service.api.as(token);
      const follower = await EventClient.open(api, 'GET', path, { lastEventId: client.lastId });
      expect(await follower.rest()).toMatchObject([
        { event: 'error', data: { code: 'interrupted' } },
      ]);
      expect(await untilEnded(api, path)).toMatchObject({
        content: 'Here ',
        status: 'failed',
        errorCode: 'interrupted',
      });
      const again = await api.post(`${path}/_retry`);
      expect(again.body).toMatchObject({ status: 'complete', content: DEFAULT_ANSWER });
      const { body } = await api.get('/api/tokens/self/usage');
      expect(body.totals).toMatchObject({
        inputTokens: QUESTION_TOKENS + MODEL_USAGE.prompt_tokens,
        outputTokens: HERE_TOKENS + MODEL_USAGE.completion_tokens,
        estimatedTokens: QUESTION_TOKENS + HERE_TOKENS,
      });
      expect((await api.post(`/api/chats/${chatId}/messages`, QUESTION)).status).toBe(201);
    },
    SLOW,
  );

  it(
    'tells its clients on an orderly stop, and keeps the text so far',
    async () => {
      const { token } = await issueToken();
      const { client, path, asked } = await streamChat(
        { model },
        { api: service.api.as(token) },
        'Here ',
      );
      asked.say('they ');
      expect((await client.until('message.delta')).data.delta).toBe('they ');
      const ended = service.end('SIGTERM');
      expect(await client.rest()).toMatchObject([
        { event: 'reconnect', data: { reason: 'instance_stopping' } },
      ]);
      await asked.closed;
      expect(await ended).toEqual({ code: 0, signal: null });

      service = await ServiceProcess.start(dataDir, { env: model.env });
      expect((await service.api.as(token).get(path)).body).toMatchObject({
        content: 'Here they ',
        status: 'failed',
        errorCode: 'interrupted',
      });
    },
    SLOW,
  );
});
