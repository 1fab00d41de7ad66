import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Assistant } from '../assistants/assistant.entity.js';
import { Clock } from '../platform/clock/clock.js';
import type { AccessibleToken } from './access/token-access.js';
import type { TokenRights } from './access/token-rights.js';
import type { TokenSecret } from './secrets/token-secret.entity.js';
import { TokenSecretsRepository } from './secrets/token-secrets.repository.js';
import type { Token } from './token.entity.js';
import { TokenNotFoundError } from './tokens.errors.js';
import { TokensRepository } from './tokens.repository.js';

/** A token with the natural id of its assistant. */
export type StoredToken = Omit<Token, 'user' | 'assistant'> & {
  assistant: Pick<Assistant, 'naturalId'> | null;
};

/** A secret without its digest. */
export type SecretView = Omit<
  TokenSecret,
  'token' | 'tokenId' | 'digest' | 'promisedUntil' | 'rotationId'
>;

/** A token with the history of its secrets, newest first, as of `now`. */
export interface TokenHistory {
  token: StoredToken;
  secrets: SecretView[];
  now: Date;
}

/** With the rights of the caller. */
export interface TokenView extends TokenHistory {
  rights: TokenRights;
}

/** With the value of the newest secret, for the response to the request that created it. */
export interface IssuedToken extends TokenView {
  value: string;
}

@Injectable()
export class TokenViews {
  constructor(
    private readonly tokens: TokensRepository,
    private readonly secrets: TokenSecretsRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws TokenNotFoundError */
  async load(
    { token: { id }, rights }: AccessibleToken,
    manager?: EntityManager,
  ): Promise<TokenView> {
    const history = await this.find(id, manager);
    if (history === null) throw new TokenNotFoundError();
    return { ...history, rights };
  }

  async find(id: string, manager?: EntityManager): Promise<TokenHistory | null> {
    const token = await this.tokens.find(id, manager);
    if (token === null) return null;
    const secrets = await this.secrets.findByToken(id, manager);
    return { token, secrets, now: this.clock.now() };
  }
}
