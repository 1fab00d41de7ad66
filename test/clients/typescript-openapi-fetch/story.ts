/** From the login to a revoked token, with the types of openapi-typescript and openapi-fetch. */
import createClient from 'openapi-fetch';
import type { components, paths } from './generated/schema.js';

type Schemas = components['schemas'];

const { BASE_URL = 'http://localhost:3000', ADMIN_PASSWORD = '' } = process.env;

const login = await answerOf(
  connect().POST('/api/auth/login', { body: { username: 'admin', password: ADMIN_PASSWORD } }),
);
console.log(`Logged in as ${login.user.username}`);
const admin = connect(login.token);

const { naturalId: assistantId } = await answerOf(
  admin.POST('/api/assistants', {
    body: { slug: `sales-${Date.now()}`, name: 'Sales assistant', modelId: 'builtin/echo' },
  }),
);
console.log(`Created the assistant ${assistantId}`);
const ofAssistant = { params: { path: { id: assistantId } } };

await createToken('Staging');
await createToken('Analytics');
const token = await createToken('Production');
const ofToken = { params: { path: { id: token.id } } };

const listed: string[] = [];
let pages = 0;
let cursor: string | undefined;
do {
  const page = await answerOf(
    admin.GET('/api/assistants/{id}/tokens', {
      params: { ...ofAssistant.params, query: { limit: 2, cursor } },
    }),
  );
  listed.push(...page._embedded['inf:assistant-token'].map(({ notes }) => notes));
  cursor = cursorOf(page._links.next);
  pages += 1;
} while (cursor);
console.log(`Listed ${listed.join(', ')} on ${pages} pages`);

const holder = connect(token.token);
const ofItself = { params: { path: { id: 'self' } } };
const itself = await answerOf(holder.GET('/api/tokens/{id}', ofItself));
console.log(`The token is ${itself.status}`);
const its = await answerOf(holder.GET('/api/assistants/{id}', ofAssistant));
console.log(`It reads its assistant: ${its.name}`);

const chat = await answerOf(
  holder.POST('/api/chats', { body: { message: { role: 'user', content: 'Show me top deals' } } }),
);
const answer = chat._embedded['inf:message'][1];
console.log(`It asks, and ${answer?.model} answers: ${answer?.content.split('\n').at(-1)}`);

const another = { params: { path: { id: 'admin:another' } } };
await expectRefusal('Another assistant', holder.GET('/api/assistants/{id}', another));

const rotated = await answerOf(admin.POST('/api/tokens/{id}/_rotate', ofToken));
console.log(`Rotated the token: version ${rotated.secretVersion}`);
await expectRefusal('The old value', holder.GET('/api/tokens/{id}', ofItself));

await answerOf(admin.DELETE('/api/tokens/{id}', ofToken));
console.log('Revoked the token');
const late = connect(rotated.token);
await expectRefusal('The new value', late.GET('/api/tokens/{id}', ofItself));

await answerOf(admin.DELETE('/api/assistants/{id}', ofAssistant));
console.log('Deleted the assistant');

function connect(credential?: string) {
  return createClient<paths, 'application/json'>({
    baseUrl: BASE_URL,
    headers: {
      Accept: 'application/json',
      ...(credential && { Authorization: `Bearer ${credential}` }),
    },
  });
}

async function createToken(notes: string): Promise<Schemas['IssuedToken']> {
  const body = { type: 'assistant' as const, assistantId, notes };
  const created = await answerOf(admin.POST('/api/tokens', { body }));
  console.log(`Created the token ${created.notes}`);
  return created;
}

function cursorOf(next: Schemas['Link'] | undefined): string | undefined {
  return next && (new URL(next.href, BASE_URL).searchParams.get('cursor') ?? undefined);
}

/** What an operation answers; an error is thrown. */
async function answerOf<T>(
  call: Promise<{ data?: T; error?: Schemas['ApiError'] }>,
): Promise<Exclude<T, undefined>> {
  const { data, error } = await call;
  if (error) throw new Error(`${error.code}: ${error.message}`);
  return data as Exclude<T, undefined>;
}

async function expectRefusal(
  what: string,
  call: Promise<{ error?: Schemas['ApiError'] }>,
): Promise<void> {
  const { error } = await call;
  if (!error) throw new Error(`${what} was not refused`);
  console.log(`${what} is refused: ${error.statusCode} ${error.code}`);
}
