/** Sums of `model_usage`, as the queries return them. */
export interface SpendSums {
  inputTokens: number;
  outputTokens: number;
  estimatedTokens: number;
  unpricedTokens: number;
  /** A decimal number in the currency of the prices. */
  cost: string;
}

/** `cost` is `null` if nothing has a price. */
export type SpendCounts = Omit<SpendSums, 'cost'> & { cost: string | null };

export const NO_SPEND: Readonly<SpendSums> = {
  inputTokens: 0,
  outputTokens: 0,
  estimatedTokens: 0,
  unpricedTokens: 0,
  cost: '0',
};

/**
 * SQL for {@link SpendSums}. A double represents every count exactly. What was used while the prices
 * had another currency counts as unpriced.
 *
 * @param currency a parameter, empty without prices
 */
export const spendSums = (currency: string) => `
  coalesce(sum(m.input_tokens), 0)::float8 AS "inputTokens",
  coalesce(sum(m.output_tokens), 0)::float8 AS "outputTokens",
  coalesce(sum(m.estimated_tokens), 0)::float8 AS "estimatedTokens",
  coalesce(sum(m.input_tokens + m.output_tokens)
    FILTER (WHERE ${currency} = '' OR m.currency <> ${currency}), 0)::float8 AS "unpricedTokens",
  trim_scale(coalesce(sum(m.cost) FILTER (WHERE m.currency = ${currency}), 0))::text AS cost`;

/** @param currency `null` without prices */
export function spendOf(
  { inputTokens, outputTokens, estimatedTokens, unpricedTokens, cost }: SpendSums,
  currency: string | null,
): SpendCounts {
  const all = inputTokens + outputTokens;
  const isPriced = currency !== null && (all === 0 || unpricedTokens < all);
  return {
    inputTokens,
    outputTokens,
    estimatedTokens,
    unpricedTokens,
    cost: isPriced ? cost : null,
  };
}
