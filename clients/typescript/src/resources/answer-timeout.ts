/** An answer takes the service 15 minutes at most. */
export const ANSWER_TIMEOUT_MS = 16 * 60_000;
