/** What a request was counted against, and how it stands after that. */
export interface Quota {
  /** Names the policy in the headers. */
  policy: string;
  limit: number;
  used: number;
  /** Until the window ends; at least one. */
  resetSeconds: number;
}

/** Every limit here counts in windows of this length; one begins with the first use. */
export const WINDOW_SECONDS = 60;

export function isExceeded({ used, limit }: Quota): boolean {
  return used > limit;
}

/** draft-ietf-httpapi-ratelimit-headers, sections 3 and 4. */
export function quotaHeaders({ policy, limit, used, resetSeconds }: Quota): Record<string, string> {
  return {
    'RateLimit-Policy': `"${policy}";q=${limit};w=${WINDOW_SECONDS}`,
    RateLimit: `"${policy}";r=${Math.max(0, limit - used)};t=${resetSeconds}`,
  };
}
