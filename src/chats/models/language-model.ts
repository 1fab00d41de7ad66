import type { FinishReason, ModelUsage } from '../chat.types.js';

export interface PromptMessage {
  role: 'user' | 'assistant';
  content: string;
}

export interface ModelRequest {
  /** From {@link LanguageModel.nameFor}. */
  model: string;
  /** The system prompt; may be empty. */
  instructions: string;
  /** Starts with a `user` message; the roles alternate. */
  messages: PromptMessage[];
}

export interface ModelEnd {
  finishReason: FinishReason;
  usage: ModelUsage;
}

/** A piece of the answer, or finally its end. */
export type ModelPart = { text: string } | ModelEnd;

/** Answers in chats. */
export abstract class LanguageModel {
  /** @param modelId the model that the assistant names; `null` for the default */
  abstract nameFor(modelId: string | null): string;

  /**
   * The last part is the end. Without one, it throws.
   * Returning early from the iteration, or aborting the signal, ends the request to the model.
   *
   * @throws ModelFailure
   */
  abstract stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelPart>;
}
