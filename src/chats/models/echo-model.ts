import { setImmediate } from 'node:timers/promises';
import { LanguageModel } from './language-model.js';
import { estimateTokens } from '../../tokens/spend/calls/estimate.js';
import type { ModelPart, ModelRequest } from './language-model.js';
import { promptLengthOf } from './prompt-length.js';

export const ECHO_MODEL = 'builtin/echo';

const INTRODUCTION =
  'This is builtin/echo. It repeats your message and is not a real model. Set MODEL_BASE_URL to use a real model.';
const QUOTED_CHARACTERS = 2_000;

/** Answers if no model is configured. */
export class EchoModel extends LanguageModel {
  nameFor(): string {
    return ECHO_MODEL;
  }

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelPart> {
    const question = request.messages.at(-1)?.content ?? '';
    const pieces = [INTRODUCTION, '\n\nYou wrote: ', quoted(question)];
    for (const text of pieces) {
      await setImmediate(undefined, { signal });
      yield { text };
    }
    const inputTokens = estimateTokens(promptLengthOf(request));
    const outputTokens = estimateTokens(pieces.join('').length);
    const totalTokens = inputTokens + outputTokens;
    yield { finishReason: 'stop', usage: { inputTokens, outputTokens, totalTokens } };
  }
}

function quoted(text: string): string {
  const characters = [...text];
  return characters.length <= QUOTED_CHARACTERS
    ? text
    : `${characters.slice(0, QUOTED_CHARACTERS).join('')}…`;
}
