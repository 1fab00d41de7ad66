/** The service ends an answer after 15 minutes. */
export const ANSWER_TIMEOUT_MS = 16 * 60_000;
