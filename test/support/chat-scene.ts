import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from './api.js';
import { EventClient } from './event-client.js';
import { ModelServer } from './model-server.js';
import type { AskedModel } from './model-server.js';
import { TestApp } from './test-app.js';

export const QUESTION = { role: 'user', content: 'Show me top deals' };

/** An application with a model server, an assistant, and a token of the assistant. */
export interface ChatScene {
  app: TestApp;
  model: ModelServer;
  owner: TestUser;
  assistant: TestAssistant;
  token: TestToken;
}

export async function setChatScene(env: Record<string, string> = {}): Promise<ChatScene> {
  const model = await ModelServer.start();
  const app = await TestApp.start({ env: { ...model.env, ...env } });
  const owner = await createUser(app);
  const assistant = await createAssistant(app, { ownerId: owner.username });
  return { app, model, owner, assistant, token: await createToken(app, { owner, assistant }) };
}

/** After an abort, `fetch` opens an unused connection that nobody closes. */
export async function leaveChatScene({ app, model }: ChatScene): Promise<void> {
  app.nest.getHttpServer().closeAllConnections();
  await app.close();
  await model.stop();
}

/** @returns the chat with its two messages */
export async function startChat({ api }: { api: Api }, body: object = {}): Promise<Answer['body']> {
  const answer = await api.post('/api/chats', { message: QUESTION, ...body });
  if (answer.status !== 201) throw new Error(`No chat: ${answer.text}`);
  return answer.body;
}

/** A chat whose answer has started with these pieces, and its reader. */
export async function streamChat(
  { model }: Pick<ChatScene, 'model'>,
  { api }: { api: Api },
  ...pieces: string[]
): Promise<Streamed> {
  const taken = model.take();
  const client = await EventClient.open(api, 'POST', '/api/chats', { body: { message: QUESTION } });
  const asked = await taken;
  const created = await client.until('chat.created');
  asked.say(...pieces);
  while (client.text !== pieces.join('')) await client.until('message.delta');
  const { id, _embedded: embedded } = created.data;
  const answerId = embedded['inf:message'][1].id as string;
  return {
    client,
    asked,
    chatId: id,
    answerId,
    path: `/api/chats/${id as string}/messages/${answerId}`,
  };
}

export interface Streamed {
  client: EventClient;
  asked: AskedModel;
  chatId: string;
  answerId: string;
  /** Of the answer. */
  path: string;
}

/** Waits for the end of the answer. */
export async function untilEnded(api: Api, path: string): Promise<Answer['body']> {
  for (;;) {
    const { body } = await api.get(path);
    if (body.status !== 'streaming') return body;
  }
}
