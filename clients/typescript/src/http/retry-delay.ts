export interface RetryOptions {
  /** How often the client retries a call. The default is 3. */
  maxRetries?: number | undefined;
  /** Upper bound of the first wait in milliseconds. It doubles with each retry. The default is 500. */
  baseDelay?: number | undefined;
  /** Upper bound of every such wait in milliseconds. The default is 8,000. */
  maxDelay?: number | undefined;
  /** The longest `Retry-After`, in seconds, that the client waits for. The default is 60. */
  maxRetryAfter?: number | undefined;
}

export type RetrySettings = { [Name in keyof RetryOptions]-?: number };

export function retrySettings(options: RetryOptions = {}): RetrySettings {
  const { maxRetries = 3, baseDelay = 500, maxDelay = 8_000, maxRetryAfter = 60 } = options;
  return { maxRetries, baseDelay, maxDelay, maxRetryAfter };
}

/**
 * Exponential with full jitter, so that clients that failed together do not retry together. The jitter
 * is added to `Retry-After`.
 *
 * @param retry starts at 0
 * @returns milliseconds, or null when the wait is longer than the client accepts
 */
export function retryDelay(
  retry: number,
  retryAfter: number | null,
  { baseDelay, maxDelay, maxRetryAfter }: RetrySettings,
  random: () => number = Math.random,
): number | null {
  if (retryAfter !== null && retryAfter > maxRetryAfter) return null;
  const jitter = random() * Math.min(maxDelay, baseDelay * 2 ** (retryAfter === null ? retry : 0));
  return (retryAfter ?? 0) * 1_000 + jitter;
}
