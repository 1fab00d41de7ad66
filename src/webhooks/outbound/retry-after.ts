const MAX_SECONDS = 3_600;
const DECIMAL = /^\d+$/;
const DATE = / GMT$/;

/**
 * Parses a `Retry-After` header: seconds or a date (RFC 9110, section 10.2.3).
 *
 * @returns 1 to 3,600 seconds; `null` if the header is missing or malformed
 */
export function parseRetryAfter(text: string | undefined, now: Date): number | null {
  if (text === undefined) return null;
  const seconds = DECIMAL.test(text) ? Number(text) : secondsUntil(text, now);
  return Number.isNaN(seconds) ? null : Math.min(Math.max(seconds, 1), MAX_SECONDS);
}

function secondsUntil(date: string, now: Date): number {
  return DATE.test(date) ? Math.ceil((Date.parse(date) - now.getTime()) / 1_000) : NaN;
}
