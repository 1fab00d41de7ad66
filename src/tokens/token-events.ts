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
  /** Ids, names and hints; never a secret. */
  data: object;
}

/** A row that the SQL function `publish_webhook_event` returns. */
export interface PublishedEvent {
  delivery_id: string;
  delivery_webhook_id: string;
}

/** Port: publishes events about tokens if, and only if, the transaction commits. */
export abstract class TokenEvents {
  abstract publish(manager: EntityManager, events: TokenEvent | TokenEvent[]): Promise<void>;

  /** @param manager the transaction that published the events; omitted if it has committed */
  abstract deliver(published: PublishedEvent[], manager?: EntityManager): Promise<void>;
}
