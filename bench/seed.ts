import type { RequestPlan } from './measure.js';

const TOKENS = 80;
const JSON_BODY = { 'Content-Type': 'application/json' };

export interface Seed {
  adminSession: string;
  /** The value of a token of the assistant. */
  secret: string;
  assistantId: string;
  /** What `GET /api/auth/session` answers to that token. */
  session: object;
}

/** The body of an assistant token as an outside system would have it. */
export const newToken = (assistantId: string) => ({
  type: 'assistant',
  assistantId,
  notes: 'Production API integration',
});

/** An assistant of a team with 80 tokens, made over HTTP. */
export async function seed(url: string, password: string): Promise<Seed> {
  const login = await call(url, {
    method: 'POST',
    path: '/api/auth/login',
    body: JSON.stringify({ username: 'admin', password }),
  });
  const adminSession = String(login.token);
  const post = (path: string, body: object) =>
    call(url, { ...bearer(adminSession), method: 'POST', path, body: JSON.stringify(body) });

  await post('/api/teams', { id: 'team', name: 'Sales team' });
  const assistant = { ownerId: 'team', slug: 'sales-assistant', name: 'Sales assistant' };
  const { naturalId } = await post('/api/assistants', assistant);
  const assistantId = String(naturalId);
  let token: Record<string, unknown> = {};
  for (let i = 0; i < TOKENS; i++) token = await post('/api/tokens', newToken(assistantId));

  const secret = String(token.token);
  const session = await call(url, { ...bearer(secret), path: '/api/auth/session' });
  return { adminSession, secret, assistantId, session };
}

export function bearer(secret: string) {
  return { headers: { Authorization: `Bearer ${secret}` } };
}

async function call(
  url: string,
  { path, headers = {}, ...request }: RequestPlan,
): Promise<Record<string, unknown>> {
  const response = await fetch(url + path, { ...request, headers: { ...JSON_BODY, ...headers } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}
