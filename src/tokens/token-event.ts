import type { TokenEvent, TokenEventType } from './token-events.js';
import type { Token } from './token.entity.js';

export type DescribedToken = Pick<
  Token,
  'id' | 'type' | 'assistantId' | 'username' | 'notes' | 'hint'
>;

/** What is told of a token: it names it, and shows nothing that it could be used with. */
export function dataOf({
  id,
  username,
  notes,
  hint,
}: Omit<DescribedToken, 'assistantId' | 'type'>) {
  return { tokenId: id, username, notes, token: hint };
}

/** @returns nothing for a personal token, which no webhook is told of */
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
