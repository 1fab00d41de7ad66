import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { NotFoundError } from '../../platform/errors/domain-error.js';
import { OwnOrigin } from '../../api/http/own-origin.js';
import { CallbackTokens } from '../../tokens/children/callback-tokens.js';

const TTL_MS = 10 * 60 * 1_000;

/** Lets the receiver of a chat event post a message to that chat. */
export interface Callback {
  url: string;
  token: string;
  expiresAt: string;
}

@Injectable()
export class CallbackService {
  constructor(
    private readonly tokens: CallbackTokens,
    private readonly origin: OwnOrigin,
    private readonly clock: Clock,
  ) {}

  /** @returns `null` if the chat was deleted */
  async make(webhookId: string, chatId: string): Promise<Callback | null> {
    const expiresAt = new Date(this.clock.now().getTime() + TTL_MS);
    try {
      const { value } = await this.tokens.issue({ webhookId, chatId, expiresAt });
      const url = `${this.origin.get()}/api/chats/${chatId}/messages`;
      return { url, token: value, expiresAt: expiresAt.toISOString() };
    } catch (error) {
      if (error instanceof NotFoundError) return null;
      throw error;
    }
  }
}
