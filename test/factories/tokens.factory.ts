import { newId } from '../../src/platform/ids/id.js';
import { Token } from '../../src/tokens/token.entity.js';
import { TokenSecret } from '../../src/tokens/secrets/token-secret.entity.js';
import { digestOf, generateSecret, hintOf } from '../../src/admission/credentials/secret.js';
import type { TestApp } from '../support/test-app.js';
import type { Api } from '../support/api.js';
import type { TestAssistant } from './assistants.factory.js';
import type { TestUser } from './users.factory.js';

interface TokenOptions {
  owner: Pick<TestUser, 'id' | 'username'>;
  /** The assistant of an assistant token. Without it, the token is a personal token. */
  assistant?: TestAssistant;
  /** Any other columns. */
  columns?: Partial<
    Pick<
      Token,
      | 'readOnly'
      | 'restrict'
      | 'cidr'
      | 'host'
      | 'expiresAt'
      | 'revokedAt'
      | 'pausedAt'
      | 'pausedReason'
      | 'createdAt'
      | 'chosenName'
      | 'tags'
      | 'onReuse'
      | 'notes'
      | 'data'
      | 'rateLimitPerMinute'
    >
  >;
}

export interface TestToken {
  id: string;
  /** The full value. */
  secret: string;
  /** The API, called with this token. */
  api: Api;
}

export async function createToken(app: TestApp, options: TokenOptions): Promise<TestToken> {
  const [token] = await createTokens(app, 1, options);
  if (!token) throw new Error('One token was asked for.');
  return token;
}

/** @returns `count` tokens, oldest first */
export async function createTokens(
  app: TestApp,
  count: number,
  { owner, assistant, columns = {} }: TokenOptions,
): Promise<TestToken[]> {
  const createdAt = app.clock.now();
  const tokens = Array.from({ length: count }, () => {
    const secret = generateSecret('i5t_');
    return { id: newId(), secret, api: app.api.as(secret) };
  });
  const { manager } = app.dataSource;
  await manager.insert(
    Token,
    tokens.map(({ id, secret }) => ({
      id,
      type: assistant ? 'assistant' : 'personal',
      userId: owner.id,
      username: owner.username,
      assistantId: assistant?.id ?? null,
      hint: hintOf(secret),
      createdAt,
      ...columns,
    })),
  );
  await manager.insert(
    TokenSecret,
    tokens.map(({ id, secret }) => ({
      tokenId: id,
      version: 1,
      digest: digestOf(secret),
      createdAt,
    })),
  );
  return tokens;
}
