import type { TokenEvent, TokenEventType } from './token-events.js';
import type { Token } from './token.entity.js';

export type DescribedToken = Pick<
  Token,
  'id' | 'type' | 'assistantId' | 'username' | 'notes' | 'hint'
>;

/** The data of an event about a token. It identifies the token but does not let anyone use it. */
export function dataOf({
  id,
  username,
  notes,
  hint,
}: Omit<DescribedToken, 'assistantId' | 'type'>) {
  return { tokenId: id, username, notes, token: hint };
}

/** @returns an empty list for personal tokens, which have no webhook */
export function describeToken(
  type: TokenEventType,
  token: DescribedToken,
  at: Date,
  details: object = {},
): TokenEvent[] {
  const { assistantId } = token;
  if (assistantId === null) return [];
  return [{ type, assistantId, at, data: { ...dataOf(token), ...details } }];
}
