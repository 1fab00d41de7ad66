import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { NotFoundError } from '../../platform/errors/domain-error.js';
import { newId } from '../../platform/ids/id.js';
import { isForeignKeyViolation } from '../../platform/database/database.errors.js';
import { digestOf, generateSecret, hintOf, prefixOf } from '../../admission/credentials/secret.js';
import { ChildTokensRepository } from './child-tokens.repository.js';

interface CallbackGrant {
  webhookId: string;
  chatId: string;
  expiresAt: Date;
}

export interface CallbackToken {
  id: string;
  /** Sent to the receiver and not stored. */
  value: string;
  expiresAt: Date;
}

/** Issues the tokens with which the receiver of a webhook can answer in one chat. */
@Injectable()
export class CallbackTokens {
  constructor(
    private readonly children: ChildTokensRepository,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** @throws NotFoundError if the chat does not exist */
  async issue(
    { webhookId, chatId, expiresAt }: CallbackGrant,
    manager?: EntityManager,
  ): Promise<CallbackToken> {
    const value = generateSecret(prefixOf('c', this.config.tokenPrefix));
    const callback = {
      id: newId(),
      webhookId,
      chatId,
      digest: digestOf(value),
      hint: hintOf(value),
      expiresAt,
      createdAt: this.clock.now(),
    };
    try {
      await this.children.insertCallback(callback, manager);
    } catch (error) {
      throw isForeignKeyViolation(error, 'child_tokens_chat_id_fkey')
        ? new NotFoundError('chat')
        : error;
    }
    return { id: callback.id, value, expiresAt };
  }

  /** Deletes all callback tokens of a webhook. */
  async endAll(manager: EntityManager, webhookId: string): Promise<void> {
    await this.children.removeCallbacks(manager, webhookId);
  }
}
