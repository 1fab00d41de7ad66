import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { leaveChatScene, setChatScene, startChat } from '../support/chat-scene.js';
import type { ChatScene } from '../support/chat-scene.js';

describe('a request to a model API with an API version and headers', () => {
  let scene: ChatScene;

  beforeAll(async () => {
    scene = await setChatScene({
      MODEL_API_VERSION: '2024-10-21',
      MODEL_HEADERS: 'api-key=header-secret,authorization=Basic%20other-secret',
    });
  });

  afterAll(() => leaveChatScene(scene));

  it('has the version in its query and the headers in place of those of the service', async () => {
    const { model, token } = scene;
    await startChat(token);
    expect(model.asked.at(-1)?.headers).toMatchObject({
      ':path': '/v1/chat/completions?api-version=2024-10-21',
      'api-key': 'header-secret',
      authorization: 'Basic other-secret',
      'content-type': 'application/json',
    });
  });

  it('reveals none of them when it fails', async () => {
    const { app, model, token } = scene;
    model.respond = (asked) => {
      asked.refuse(401);
    };
    const { status, text } = await token.api.post('/api/chats', {
      message: { role: 'user', content: 'Hi' },
    });
    expect(status).toBe(502);
    expect(text + app.log.text).not.toMatch(/header-secret|other-secret|sk-of-the-test/);
  });
});
