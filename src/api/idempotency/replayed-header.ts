/** Of an answer that was given before: `true`. */
export const IDEMPOTENCY_REPLAYED = 'Idempotency-Replayed';
