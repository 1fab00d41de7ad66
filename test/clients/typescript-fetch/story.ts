/** From the login to a revoked token, with openapi-generator's `typescript-fetch` client. */
import {
  ApiErrorFromJSON,
  AssistantsApi,
  AuthApi,
  ChatsApi,
  Configuration,
  FirstMessageRequestRoleEnum,
  ResponseError,
  TokenType,
  TokensApi,
} from './generated/index.js';
import type { IssuedToken, Link } from './generated/index.js';

const { BASE_URL = 'http://localhost:3000', ADMIN_PASSWORD = '' } = process.env;

const login = await new AuthApi(configure()).logIn({
  loginRequest: { username: 'admin', password: ADMIN_PASSWORD },
});
console.log(`Logged in as ${login.user.username}`);
const admin = configure(login.token);

const assistants = new AssistantsApi(admin);
const { naturalId: assistantId } = await assistants.createAssistant({
  createAssistantRequest: {
    slug: `sales-${Date.now()}`,
    name: 'Sales assistant',
    modelId: 'builtin/echo',
  },
});
console.log(`Created the assistant ${assistantId}`);

const tokens = new TokensApi(admin);
await createToken('Staging');
await createToken('Analytics');
const token = await createToken('Production');

const listed: string[] = [];
let pages = 0;
let cursor: string | undefined;
do {
  const page = await tokens.listAssistantTokens({ id: assistantId, limit: 2, cursor });
  listed.push(...page.embedded.infAssistantToken.map(({ notes }) => notes));
  cursor = cursorOf(page.links.next);
  pages += 1;
} while (cursor);
console.log(`Listed ${listed.join(', ')} on ${pages} pages`);

const holder = configure(token.token);
const itself = await new TokensApi(holder).getToken({ id: 'self' });
console.log(`The token is ${itself.status}`);
const its = await new AssistantsApi(holder).getAssistant({ id: assistantId });
console.log(`It reads its assistant: ${its.name}`);

const chat = await new ChatsApi(holder).createChat({
  createChatRequest: {
    message: { role: FirstMessageRequestRoleEnum.User, content: 'Show me top deals' },
  },
});
const answer = chat.embedded.infMessage[1];
console.log(`It asks, and ${answer?.model} answers: ${answer?.content.split('\n').at(-1)}`);

await expectRefusal(
  'Another assistant',
  new AssistantsApi(holder).getAssistant({ id: 'admin:another' }),
);

const rotated = await tokens.rotateToken({ id: token.id });
console.log(`Rotated the token: version ${rotated.secretVersion}`);
await expectRefusal('The old value', new TokensApi(holder).getToken({ id: 'self' }));

await tokens.revokeToken({ id: token.id });
console.log('Revoked the token');
const late = new TokensApi(configure(rotated.token));
await expectRefusal('The new value', late.getToken({ id: 'self' }));

await assistants.deleteAssistant({ id: assistantId });
console.log('Deleted the assistant');

function configure(credential?: string): Configuration {
  return new Configuration({ basePath: BASE_URL, accessToken: credential });
}

async function createToken(notes: string): Promise<IssuedToken> {
  const created = await tokens.createToken({
    createTokenRequest: { type: TokenType.Assistant, assistantId, notes },
  });
  console.log(`Created the token ${created.notes}`);
  return created;
}

function cursorOf(next: Link | undefined): string | undefined {
  return next && (new URL(next.href, BASE_URL).searchParams.get('cursor') ?? undefined);
}

async function expectRefusal(what: string, call: Promise<unknown>): Promise<void> {
  const failure: unknown = await call.then(
    () => new Error(`${what} was not refused`),
    (error: unknown) => error,
  );
  if (!(failure instanceof ResponseError)) throw failure;
  const { statusCode, code } = ApiErrorFromJSON(await failure.response.json());
  console.log(`${what} is refused: ${statusCode} ${code}`);
}
