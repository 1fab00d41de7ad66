import { FINISH_REASONS } from '../../chat.types.js';
import type { FinishReason } from '../../chat.types.js';

/** Names that endpoints use besides those of OpenAI. */
const SYNONYMS: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_length: 'length',
  safety: 'content_filter',
  sensitive: 'content_filter',
  function_call: 'tool_calls',
  tool_use: 'tool_calls',
};

/** Some endpoints send these in every chunk before the last. */
const NONE: readonly string[] = ['', 'null'];

/** @returns null if the answer has not ended */
export function finishReasonOf(value: unknown): FinishReason | null {
  if (value === undefined || value === null || value === false) return null;
  const name = typeof value === 'string' ? value.trim().toLowerCase() : 'other';
  if (NONE.includes(name)) return null;
  return FINISH_REASONS.find((reason) => reason === name) ?? synonymOf(name);
}

function synonymOf(name: string): FinishReason {
  return Object.hasOwn(SYNONYMS, name) ? (SYNONYMS[name] ?? 'other') : 'other';
}
