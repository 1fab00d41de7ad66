/** `true` in a replayed response. */
export const IDEMPOTENCY_REPLAYED = 'Idempotency-Replayed';
