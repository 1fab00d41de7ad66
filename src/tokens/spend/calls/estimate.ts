const CHARACTERS_PER_TOKEN = 4;

/** What a model used for one answer, as far as it says so. */
export interface ReportedTokens {
  inputTokens: number | null;
  outputTokens: number | null;
}

export interface UsedTokens {
  inputTokens: number;
  outputTokens: number;
  /** The part of both that is an estimate. */
  estimatedTokens: number;
}

/** The rule of thumb for English text. */
export function estimateTokens(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

/** Estimates what the model does not report. */
export function completeTokens(
  reported: ReportedTokens,
  characters: { prompt: number; answer: number },
): UsedTokens {
  const inputTokens = reported.inputTokens ?? estimateTokens(characters.prompt);
  const outputTokens = reported.outputTokens ?? estimateTokens(characters.answer);
  const estimatedTokens =
    (reported.inputTokens === null ? inputTokens : 0) +
    (reported.outputTokens === null ? outputTokens : 0);
  return { inputTokens, outputTokens, estimatedTokens };
}
