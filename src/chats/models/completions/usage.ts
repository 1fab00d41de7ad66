import type { ModelUsage } from '../../chat.types.js';
import { isRecord } from './record.js';

/** The largest number that the OpenAPI document promises. */
const MAX_TOKENS = 2_147_483_647;

/** Numbers that cannot be a count of tokens become `null`. */
export function usageOf(value: unknown): ModelUsage {
  const usage = isRecord(value) ? value : {};
  const inputTokens = countOf(usage.prompt_tokens);
  const outputTokens = countOf(usage.completion_tokens);
  const totalTokens = countOf(usage.total_tokens) ?? sumOf(inputTokens, outputTokens);
  return { inputTokens, outputTokens, totalTokens };
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_TOKENS
    ? value
    : null;
}

function sumOf(first: number | null, second: number | null): number | null {
  return first === null || second === null ? null : countOf(first + second);
}
