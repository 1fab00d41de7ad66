import type { ModelUsage } from '../chat.types.js';

export interface PromptMessage {
  role: 'user' | 'assistant';
  content: string;
}

export interface ModelRequest {
  /** As {@link LanguageModel.nameFor} gave it. */
  model: string;
  /** The system prompt; may be empty. */
  instructions: string;
  /** Begins with a message of the user; the roles alternate. */
  messages: PromptMessage[];
}

/** A piece of the answer, or at last what it took. */
export type ModelPart = { text: string } | { usage: ModelUsage };

/** What answers in chats. */
export abstract class LanguageModel {
  /** @param modelId what an assistant asks for; null: whatever there is */
  abstract nameFor(modelId: string | null): string;

  /**
   * Ends with the answer; leaving it, or the signal, ends the request to the model.
   *
   * @throws ModelFailure
   */
  abstract stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelPart>;
}
