import type { Clock } from '../../platform/clock/clock.js';
import { chunksOf } from './completions/chunks.js';
import { Completion } from './completions/completion.js';
import type { CompletionsEndpoint } from './completions/completions-endpoint.js';
import { textsOf } from './completions/texts.js';
import { ThinkTags } from './completions/think-tags.js';
import { explainError, explainStatus } from './explain-failure.js';
import { IdleTimeout } from './idle-timeout.js';
import { LanguageModel } from './language-model.js';
import type { ModelPart, ModelRequest } from './language-model.js';
import { ModelFailure } from './model-failure.js';

interface Settings {
  /** For assistants that name no model. */
  defaultModel: string;
  longestSilenceMs: number;
}

/** How long the usage may take after the answer. Some endpoints send none and stay open. */
const USAGE_MS = 5_000;

/** Uses any endpoint that is compatible with the chat completions API of OpenAI. */
export class OpenAICompatibleModel extends LanguageModel {
  constructor(
    private readonly endpoint: CompletionsEndpoint,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    super();
  }

  nameFor(modelId: string | null): string {
    return modelId ?? this.settings.defaultModel;
  }

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelPart> {
    const completion = new Completion();
    const thinkTags = new ThinkTags();
    try {
      for await (const piece of this.received(request, signal, completion)) {
        const text = thinkTags.next(piece);
        if (text !== '') yield { text };
      }
    } catch (error) {
      yield { text: thinkTags.end() };
      throw error;
    }
    yield { text: thinkTags.end() };
    yield completion.end;
  }

  /** The text as the endpoint sends it. Once the answer is whole, nothing turns it into a failure. */
  private async *received(
    request: ModelRequest,
    signal: AbortSignal,
    completion: Completion,
  ): AsyncGenerator<string> {
    const idleTimeout = new IdleTimeout(this.settings.longestSilenceMs);
    const left = new AbortController();
    try {
      const anyEnd = AbortSignal.any([signal, idleTimeout.signal, left.signal]);
      const response = await this.endpoint.ask(request, anyEnd);
      if (!response.ok) throw explainStatus(response, this.clock.now());
      for await (const chunk of chunksOf(watched(textsOf(response), idleTimeout))) {
        yield completion.next(chunk);
        if (completion.isDone) return;
        if (completion.isFinished) idleTimeout.endWithin(USAGE_MS);
      }
      if (!completion.isFinished) throw new ModelFailure('model_failed', 'no end');
    } catch (error) {
      if (completion.isFinished) return;
      if (idleTimeout.expired) throw new ModelFailure('model_timeout', 'silence');
      throw explainError(error);
    } finally {
      idleTimeout.stop();
      left.abort();
    }
  }
}

async function* watched(texts: AsyncIterable<string>, timeout: IdleTimeout) {
  for await (const text of texts) {
    timeout.restart();
    yield text;
  }
}
