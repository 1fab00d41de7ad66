import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AbandonedAnswersSweeper } from '../../src/chats/answers/abandoned-answers.sweeper.js';
import { leaveChatScene, setChatScene, streamChat, untilEnded } from '../support/chat-scene.js';
import type { ChatScene } from '../support/chat-scene.js';
import { DEFAULT_ANSWER } from '../support/model-server.js';
import { TestApp } from '../support/test-app.js';

describe('an answer whose instance has stopped writing it', () => {
  let scene: ChatScene;
  let other: TestApp;

  beforeAll(async () => {
    scene = await setChatScene();
    other = await TestApp.start({ database: scene.app.database, env: scene.model.env });
  });

  afterAll(async () => {
    await other.close();
    await leaveChatScene(scene);
  });

  /** Simulates an instance that was suspended for this time. */
  const age = (id: string, seconds: number) =>
    scene.app.dataSource.query(
      `UPDATE chat_messages SET touched_at = now() - make_interval(secs => $2) WHERE id = $1`,
      [id, seconds],
    );

  const sweep = () => other.nest.get(AbandonedAnswersSweeper).sweep();

  it('is left alone as long as it is written from time to time', async () => {
    const { token } = scene;
    const { client, asked, path, answerId } = await streamChat(scene, token, 'Here ');
    await age(answerId, 10);
    await sweep();
    expect((await token.api.get(path)).body.status).toBe('streaming');
    asked.finish();
    expect((await client.rest()).at(-1)?.event).toBe('message.completed');
  });

  it('fails, and an instance that still receives it stops writing and cancels the model request', async () => {
    const { token } = scene;
    const { client, asked, path, answerId } = await streamChat(scene, token, 'Here ');
    await age(answerId, 20);
    await sweep();
    expect(await untilEnded(token.api, path)).toMatchObject({
      status: 'failed',
      errorCode: 'interrupted',
    });
    asked.say('they ');
    await asked.closed;
    expect((await client.rest()).at(-1)).toMatchObject({
      event: 'error',
      data: { code: 'interrupted' },
    });
    expect((await token.api.get(path)).body.content).not.toContain('they');
  });

  it('is replaced by a retry, and the first attempt can no longer write', async () => {
    const { token } = scene;
    const { client, asked, path, answerId } = await streamChat(scene, token, 'Old ');
    await age(answerId, 20);
    await sweep();
    await untilEnded(token.api, path);
    const again = await other.api.as(token.secret).post(`${path}/_retry`);
    expect(again.body).toMatchObject({ status: 'complete', content: DEFAULT_ANSWER });
    asked.say('and late').finish();
    expect((await client.rest()).at(-1)?.event).toBe('error');
    expect((await token.api.get(path)).body.content).toBe(DEFAULT_ANSWER);
  });
});
