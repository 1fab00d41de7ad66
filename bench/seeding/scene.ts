import { bearer, jsonPost } from '../load/http-request.js';
import { probeJson } from '../load/probe.js';

const TOKENS = 80;

export interface AssistantIds {
  uuid: string;
  naturalId: string;
}

/** What outside systems find: an assistant of a team with 80 tokens, made over HTTP. */
export interface Scene {
  adminSession: string;
  /** The value of a personal token of the admin, as a microservice would have it. */
  personal: string;
  /** The value of a token of the assistant. */
  secret: string;
  assistant: AssistantIds;
  /** What `GET /api/auth/session` answers to that token. */
  session: object;
}

/** The body of an assistant token as an outside system would have it. */
export const newToken = ({ naturalId }: AssistantIds) => ({
  type: 'assistant',
  assistantId: naturalId,
  notes: 'Production API integration',
});

export async function makeScene(url: string, password: string): Promise<Scene> {
  const login = { username: 'admin', password };
  const { token: session } = await probeJson(url, {
    method: 'POST',
    path: '/api/auth/login',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(login),
  });
  const adminSession = String(session);
  const post = (path: string, body: object) => probeJson(url, jsonPost(path, adminSession, body));

  await post('/api/teams', { id: 'team', name: 'Sales team' });
  const assistant = await makeAssistant(url, adminSession, 'sales-assistant');
  let secret = '';
  for (let i = 0; i < TOKENS; i++) {
    secret = String((await post('/api/tokens', newToken(assistant))).token);
  }
  return {
    adminSession,
    personal: String((await post('/api/tokens', { type: 'personal' })).token),
    secret,
    assistant,
    session: await probeJson(url, { path: '/api/auth/session', headers: bearer(secret) }),
  };
}

export async function makeAssistant(
  url: string,
  adminSession: string,
  slug: string,
  ownerId = 'team',
): Promise<AssistantIds> {
  const { id, naturalId } = await probeJson(
    url,
    jsonPost('/api/assistants', adminSession, { ownerId, slug, name: slug }),
  );
  return { uuid: String(id), naturalId: String(naturalId) };
}
