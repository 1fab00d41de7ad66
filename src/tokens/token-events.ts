import type { EntityManager } from 'typeorm';
import type { Token } from './token.entity.js';

export const TOKEN_EVENTS = [
  'token.created',
  'token.rotated',
  'token.revoked',
  'token.paused',
  'token.resumed',
  'token.transferred',
  'token.reused',
  'token.leaked',
  'token.expiring',
  'budget.warning',
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

/** Port: publishes events about tokens if, and only if, the transaction commits. */
export abstract class TokenEvents {
  abstract publish(manager: EntityManager, events: TokenEvent | TokenEvent[]): Promise<void>;
}

export type DescribedToken = Pick<
  Token,
  'id' | 'type' | 'assistantId' | 'username' | 'name' | 'notes' | 'hint'
>;

/** @returns nothing for a personal token: no webhook gets events about it */
export function describeToken(
  type: TokenEventType,
  token: DescribedToken,
  at: Date,
  details: object = {},
): TokenEvent[] {
  const { id, assistantId, username, name, notes, hint } = token;
  if (assistantId === null) return [];
  return [
    {
      type,
      assistantId,
      at,
      data: { tokenId: id, username, name, notes, token: hint, ...details },
    },
  ];
}
