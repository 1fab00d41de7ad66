/** The limit that a request counted toward, after counting it. */
export interface Quota {
  /** The name of the policy in the headers. */
  policy: string;
  limit: number;
  used: number;
  /** Seconds until the window ends; at least 1. */
  resetSeconds: number;
}

/** The length of all windows. A window begins with the first use. */
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
