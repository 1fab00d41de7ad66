const DECIMAL = /^\d+$/;

/**
 * RFC 9110, section 10.2.3: seconds, or a date.
 *
 * @returns seconds from now, at least 0, or null when the header is missing or malformed
 */
export function parseRetryAfter(text: string | null, now: number): number | null {
  if (text === null) return null;
  if (DECIMAL.test(text)) return Number(text);
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1_000));
}
