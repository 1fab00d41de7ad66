import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { streamText } from 'ai';
import type { LanguageModelUsage, TextStreamPart, ToolSet } from 'ai';
import type { ModelUsage } from '../chat.types.js';
import type { Clock } from '../../platform/clock/clock.js';
import { explainFailure } from './explain-failure.js';
import { LanguageModel } from './language-model.js';
import type { ModelPart, ModelRequest } from './language-model.js';
import { ModelFailure } from './model-failure.js';
import { IdleTimeout } from './idle-timeout.js';

interface Endpoint {
  baseUrl: string;
  apiKey: string | null;
  /** For assistants that name no model. */
  defaultModel: string;
  longestSilenceMs: number;
}

/** Uses any endpoint that is compatible with the chat completions API of OpenAI. */
export class OpenAICompatibleModel extends LanguageModel {
  private readonly provider;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly clock: Clock,
  ) {
    super();
    const { baseUrl, apiKey } = endpoint;
    this.provider = createOpenAICompatible({
      name: 'model',
      baseURL: baseUrl,
      includeUsage: true,
      ...(apiKey !== null && { apiKey }),
    });
  }

  nameFor(modelId: string | null): string {
    return modelId ?? this.endpoint.defaultModel;
  }

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelPart> {
    const idleTimeout = new IdleTimeout(this.endpoint.longestSilenceMs);
    const left = new AbortController();
    try {
      const { stream } = streamText({
        model: this.provider.chatModel(request.model),
        messages: request.messages,
        ...(request.instructions !== '' && { instructions: request.instructions }),
        abortSignal: AbortSignal.any([signal, idleTimeout.signal, left.signal]),
        maxRetries: 0,
        telemetry: { isEnabled: false },
        // The default handler prints the error, which can contain the model's response.
        onError: () => undefined,
      });
      for await (const part of stream) {
        idleTimeout.restart();
        yield* partsOf(part);
      }
    } catch (error) {
      if (idleTimeout.expired) throw new ModelFailure('model_timeout', 'silence');
      throw explainFailure(error, this.clock.now());
    } finally {
      idleTimeout.stop();
      left.abort();
    }
  }
}

function partsOf(part: TextStreamPart<ToolSet>): ModelPart[] {
  switch (part.type) {
    case 'text-delta':
      return [{ text: part.text }];
    case 'finish':
      return [{ usage: usageOf(part.totalUsage) }];
    case 'error':
      throw part.error;
    case 'abort':
      throw new ModelFailure('model_failed', 'abort');
    default:
      return [];
  }
}

function usageOf({ inputTokens, outputTokens, totalTokens }: LanguageModelUsage): ModelUsage {
  return {
    inputTokens: inputTokens ?? null,
    outputTokens: outputTokens ?? null,
    totalTokens: totalTokens ?? null,
  };
}
