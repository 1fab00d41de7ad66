export interface RetryOptions {
  /** How often a call is tried again; 3 unless told. */
  maxRetries?: number | undefined;
  /** Milliseconds that the first wait is below; doubled with each; 500 unless told. */
  baseDelay?: number | undefined;
  /** Milliseconds that no such wait exceeds; 8,000 unless told. */
  maxDelay?: number | undefined;
  /** Seconds of a `Retry-After` that are waited for; longer ones are an error; 60 unless told. */
  maxRetryAfter?: number | undefined;
}

export type RetrySettings = { [Name in keyof RetryOptions]-?: number };

export function retrySettings(options: RetryOptions = {}): RetrySettings {
  const { maxRetries = 3, baseDelay = 500, maxDelay = 8_000, maxRetryAfter = 60 } = options;
  return { maxRetries, baseDelay, maxDelay, maxRetryAfter };
}

/**
 * Exponential, with full jitter: clients that were refused together come back apart. What
 * `Retry-After` asks for is waited for in full, and the jitter comes on top.
 *
 * @param retry from 0
 * @returns milliseconds; null: longer than this client waits
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
