import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { queryPrepared } from '../../../platform/database/prepared.js';
import type { UtcDay } from '../../usage/utc-day.js';
import type { ModelCall } from '../calls/model-call.entity.js';
import type { UsedTokens } from '../calls/estimate.js';
import type { ModelPrice } from '../../../platform/config/values/model-prices.js';

/** Stands for sessions, because a primary key contains no `NULL`. */
export const NO_TOKEN = '00000000-0000-0000-0000-000000000000';

/** The prices of a model, with their currency. */
export interface PricedIn extends ModelPrice {
  currency: string;
}

const UNPRICED: PricedIn = { currency: '', inputPerMillion: 0, outputPerMillion: 0 };

const ADD = {
  name: 'add-model-usage',
  text: `
    INSERT INTO model_usage AS u (assistant_id, day, user_id, token_id, subject, currency,
      input_tokens, output_tokens, estimated_tokens, cost)
    VALUES ($1, date '1970-01-01' + $2::int, $3, $4, $5, $6, $7::bigint, $8::bigint, $9,
      ($7::bigint * $10::numeric + $8::bigint * $11::numeric) / 1000000)
    ON CONFLICT (assistant_id, day, user_id, token_id, subject, currency) DO UPDATE SET
      input_tokens = u.input_tokens + excluded.input_tokens,
      output_tokens = u.output_tokens + excluded.output_tokens,
      estimated_tokens = u.estimated_tokens + excluded.estimated_tokens,
      cost = u.cost + excluded.cost`,
};

@Injectable()
export class ModelUsageRepository {
  /**
   * Locks one row until the transaction ends, so call it late.
   *
   * @param price `null` if it is unknown
   */
  async add(
    manager: EntityManager,
    call: ModelCall,
    used: UsedTokens,
    day: UtcDay,
    price: PricedIn | null,
  ): Promise<void> {
    const { currency, inputPerMillion, outputPerMillion } = price ?? UNPRICED;
    await queryPrepared(manager, ADD, [
      call.assistantId,
      day,
      call.userId,
      call.tokenId ?? NO_TOKEN,
      call.subject,
      currency,
      used.inputTokens,
      used.outputTokens,
      used.estimatedTokens,
      inputPerMillion,
      outputPerMillion,
    ]);
  }
}
