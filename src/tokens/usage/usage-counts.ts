/** The number of requests with a token, by outcome. */
export interface UsageCounts {
  /** The service accepted the token, whatever the result of the request. */
  accepted: number;
  refused: number;
  rateLimited: number;
}

export const NO_USE: Readonly<UsageCounts> = { accepted: 0, refused: 0, rateLimited: 0 };

/** @param status the status of the response to a request with a known token */
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
