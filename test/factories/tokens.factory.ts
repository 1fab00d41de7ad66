import { newId } from '../../src/common/id.js';
import { Token } from '../../src/tokens/token.entity.js';
import { TokenSecret } from '../../src/tokens/token-secret.entity.js';
import { digestOf, generateSecret, hintOf } from '../../src/tokens/token-secret.js';
import type { TestApp } from '../support/test-app.js';
import type { Api } from '../support/api.js';
import type { TestAssistant } from './assistants.factory.js';
import type { TestUser } from './users.factory.js';

interface TokenOptions {
  owner: TestUser;
  /** An assistant token for this one; a personal token without. */
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
      | 'onReuse'
      | 'notes'
      | 'rateLimitPerMinute'
    >
  >;
}

export interface TestToken {
  id: string;
  /** The full value. */
  secret: string;
  /** The API with this token. */
  api: Api;
}

export async function createToken(
  app: TestApp,
  { owner, assistant, columns = {} }: TokenOptions,
): Promise<TestToken> {
  const secret = generateSecret('i5t_');
  const id = newId();
  const createdAt = app.clock.now();
  const { manager } = app.dataSource;
  await manager.insert(Token, {
    id,
    type: assistant ? 'assistant' : 'personal',
    userId: owner.id,
    username: owner.username,
    assistantId: assistant?.id ?? null,
    hint: hintOf(secret),
    createdAt,
    ...columns,
  });
  await manager.insert(TokenSecret, {
    tokenId: id,
    version: 1,
    digest: digestOf(secret),
    createdAt,
  });
  return { id, secret, api: app.api.as(secret) };
}
