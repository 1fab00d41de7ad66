import type { Api } from '../support/api.js';
import type { ServiceProcess } from '../support/service-process.js';

export const CALLERS = ['anonymous', 'admin', 'member', 'read-only', 'assistant', 'child'] as const;
export type Caller = (typeof CALLERS)[number];

const PASSWORD = 'a password for everyone here';
const ASSISTANT = 'team:sales-assistant';

interface FuzzScene {
  admin: Api;
  /** The natural id. */
  assistant: string;
  tokens: Record<Caller, string | undefined>;
}

/** Some resources of every kind, created over HTTP, and one credential for each caller. */
export async function setFuzzScene(service: ServiceProcess): Promise<FuzzScene> {
  const admin = service.api.as(await service.logIn());
  await makePeople(admin);
  const member = service.api.as(await logInAs(service, 'ada'));
  await makeAssistants(admin, member);
  const scoped = await make(member, '/api/tokens', { type: 'assistant', assistantId: ASSISTANT });
  const token = service.api.as(scoped.token);
  const chat = await make(token, '/api/chats', { message: question(1) });
  await make(token, `/api/chats/${chat.id as string}/messages`, question(2));
  const child = await make(token, '/api/tokens/_derive', { expiresIn: 86_400 });
  await make(service.api.as(child.token), '/api/chats', { message: question(3) });
  const reading = await make(member, '/api/tokens', { type: 'personal', readOnly: true });
  const tokens = {
    anonymous: undefined,
    admin: await service.logIn(),
    member: await logInAs(service, 'ada'),
    'read-only': reading.token,
    assistant: scoped.token,
    child: child.token,
  };
  return { admin, assistant: ASSISTANT, tokens };
}

async function makePeople(admin: Api): Promise<void> {
  for (const username of ['ada', 'grace', 'linus']) {
    await make(admin, '/api/users', { username, password: PASSWORD });
  }
  await make(admin, '/api/ai-seats/_assign', { usernames: ['ada', 'grace'] }, 200);
  for (const id of ['team', 'support']) await make(admin, '/api/teams', { id, name: id });
  for (const [username, role] of [
    ['ada', 'admin'],
    ['grace', 'viewer'],
  ]) {
    await make(admin, `/api/teams/team/members/${username}`, { role }, 200);
  }
}

async function makeAssistants(admin: Api, member: Api): Promise<void> {
  const sales = { ownerId: 'team', slug: 'sales-assistant', name: 'Sales' };
  await make(admin, '/api/assistants', sales);
  await make(admin, '/api/assistants', { slug: 'shared', name: 'Shared', shared: true });
  await make(member, '/api/assistants', { slug: 'own', name: 'Own' });
  const hook = { url: 'https://hooks.invalid/', events: ['token.created', 'token.revoked'] };
  await make(admin, `/api/assistants/${ASSISTANT}/webhooks`, hook);
  for (const notes of ['first', 'second', 'third']) {
    await make(member, '/api/tokens', { type: 'assistant', assistantId: ASSISTANT, notes });
  }
}

async function make(api: Api, path: string, body: object, expected = 201) {
  const method = path.includes('/members/') ? 'PUT' : 'POST';
  const answer = await api.call(method, path, { body });
  if (answer.status !== expected) throw new Error(`${path} → ${answer.status}: ${answer.text}`);
  return answer.body;
}

async function logInAs(service: ServiceProcess, username: string): Promise<string> {
  const answer = await service.api.post('/api/auth/login', { username, password: PASSWORD });
  return answer.body.token as string;
}

function question(number: number): object {
  return { role: 'user', content: `Question ${number}` };
}
