/** How many requests with a token came to what. */
export interface UsageCounts {
  /** The token was let in, whatever became of the request then. */
  accepted: number;
  refused: number;
  rateLimited: number;
}

export const NO_USE: Readonly<UsageCounts> = { accepted: 0, refused: 0, rateLimited: 0 };

/** @param status of the answer to a request whose token is known */
export function outcomeOf(status: number): keyof UsageCounts {
  if (status === 429) return 'rateLimited';
  return status === 401 || status === 403 ? 'refused' : 'accepted';
}

export function sumOf(counts: readonly UsageCounts[]): UsageCounts {
  const sum = { ...NO_USE };
  for (const { accepted, refused, rateLimited } of counts) {
    sum.accepted += accepted;
    sum.refused += refused;
    sum.rateLimited += rateLimited;
  }
  return sum;
}
