import { randomUUID } from 'node:crypto';
import type { Api } from './api.js';

export interface IssuedToken {
  id: string;
  value: string;
}

/** Creates an assistant over HTTP. @returns its id */
export async function createSales(session: Api): Promise<string> {
  const slug = `sales-${randomUUID()}`;
  const { status, body, text } = await session.post('/api/assistants', { slug, name: 'Sales' });
  if (status !== 201) throw new Error(`There is no assistant: ${text}`);
  return body.id as string;
}

/** Issues a token for an assistant over HTTP. */
export async function issueTokenFor(session: Api, assistantId: string): Promise<IssuedToken> {
  const token = { type: 'assistant', assistantId };
  const { status, body, text } = await session.post('/api/tokens', token);
  if (status !== 201) throw new Error(`There is no token: ${text}`);
  return { id: body.id as string, value: body.token as string };
}

/** Issues tokens for one new assistant. */
export async function issueTokens(session: Api, count: number): Promise<IssuedToken[]> {
  const assistantId = await createSales(session);
  const tokens: IssuedToken[] = [];
  for (let i = 0; i < count; i++) tokens.push(await issueTokenFor(session, assistantId));
  return tokens;
}
