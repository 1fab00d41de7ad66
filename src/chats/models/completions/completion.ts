import type { FinishReason } from '../../chat.types.js';
import type { ModelEnd } from '../language-model.js';
import { ModelFailure } from '../model-failure.js';
import { DONE } from './chunks.js';
import { finishReasonOf } from './finish-reason.js';
import { isRecord } from './record.js';
import type { JsonRecord } from './record.js';
import { usageOf } from './usage.js';

/** Of the answer and its thoughts. */
const MAX_CHARACTERS = 2_000_000;

/** One answer, put together from the chunks of an endpoint. Passes over what it does not know. */
export class Completion {
  /** The endpoint has sent everything. */
  isDone = false;
  private text = '';
  private hasDeltas = false;
  private finishReason: FinishReason | null = null;
  private usage: unknown = null;

  /** The answer is whole. The usage may still follow. */
  get isFinished(): boolean {
    return this.isDone || this.finishReason !== null;
  }

  get end(): ModelEnd {
    return { finishReason: this.finishReason ?? 'other', usage: usageOf(this.usage) };
  }

  /**
   * @returns the text that the chunk adds
   * @throws ModelFailure for an error in place of a chunk, or too long a text
   */
  next(chunk: unknown): string {
    if (chunk === DONE) this.isDone = true;
    if (!isRecord(chunk)) return '';
    const choice = firstChoiceIn(chunk);
    const piece = this.pieceIn(choice);
    this.text += piece;
    if (this.text.length > MAX_CHARACTERS) {
      throw new ModelFailure('answer_too_long', 'too many characters');
    }
    if (isError(chunk) || isError(choice)) throw new ModelFailure('model_failed', 'error in chunk');
    this.finishReason = finishReasonOf(choice.finish_reason) ?? this.finishReason;
    this.usage = chunk.usage ?? this.usage;
    return piece;
  }

  private pieceIn(choice: JsonRecord): string {
    const delta = textOf(choice.delta) || textIn(choice.text);
    if (delta !== '') this.hasDeltas = true;
    return delta === '' ? this.pieceOfMessage(textOf(choice.message)) : delta;
  }

  /** Some endpoints send a `message` with the next piece or the text so far, others repeat the whole at the end. */
  private pieceOfMessage(message: string): string {
    if (message.startsWith(this.text)) return message.slice(this.text.length);
    return this.hasDeltas ? '' : message;
  }
}

/** The service asks for one choice. Some endpoints send others. */
function firstChoiceIn({ choices }: JsonRecord): JsonRecord {
  const found: unknown[] = Array.isArray(choices) ? choices : [];
  return found.filter(isRecord).find(({ index }) => Number(index ?? 0) === 0) ?? {};
}

function isError(value: JsonRecord): boolean {
  return (
    Boolean(value.error) ||
    value.object === 'error' ||
    value.type === 'error' ||
    value.finish_reason === 'error'
  );
}

/** What the model says, whether it answers or refuses. */
function textOf(message: unknown): string {
  return isRecord(message) ? textIn(message.content) + textIn(message.refusal) : '';
}

/** Content is a text, or a list of parts of which some are texts. */
function textIn(content: unknown): string {
  return [content]
    .flat()
    .map((part) => (isRecord(part) && part.type !== 'reasoning' ? part.text : part))
    .filter((part) => typeof part === 'string')
    .join('');
}
