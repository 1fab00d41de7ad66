import type { EntityManager } from 'typeorm';

export const TOKEN_EVENTS = [
  'token.created',
  'token.rotated',
  'token.revoked',
  'token.reused',
  'token.expiring',
] as const;
export type TokenEventType = (typeof TOKEN_EVENTS)[number];

export interface TokenEvent {
  type: TokenEventType;
  /** Personal tokens have no events. */
  assistantId: string;
  at: Date;
  /** Ids, names and hints; never a value. */
  data: object;
}

/** A row that the SQL function `publish_webhook_event` returns. */
export interface PublishedEvent {
  delivery_id: string;
  delivery_webhook_id: string;
}

/** Port: publishes what happened to tokens, if and only if the transaction commits. */
export abstract class TokenEvents {
  abstract publish(manager: EntityManager, events: TokenEvent | TokenEvent[]): Promise<void>;

  /** @param manager of the transaction that published them; without, it is committed */
  abstract deliver(published: PublishedEvent[], manager?: EntityManager): Promise<void>;
}
