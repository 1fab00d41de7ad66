import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { outageIn } from '../../platform/database/database-outage.js';
import { Transaction } from '../../admission/cache/invalidation/transaction.js';
import { ModelSpend, UNREPORTED } from '../../tokens/spend/calls/model-spend.js';
import type { Received } from '../../tokens/spend/calls/model-spend.js';
import { LanguageModel } from '../models/language-model.js';
import type { ModelEnd, ModelRequest } from '../models/language-model.js';
import { ModelFailure } from '../models/model-failure.js';
import { MessageLog } from '../messages/message-log.js';
import { AnswerMetrics } from './answer-metrics.js';
import { AnswersRepository } from './answers.repository.js';
import type { AnswerAttempt, AnswerEnding } from './answers.repository.js';
import type { AnswerOutcome, RunningAnswer } from './running-answer.js';
import { RunningAnswers } from './running-answers.js';

const MAX_CHARACTERS = 1_000_000;
const LONGEST_MS = 15 * 60_000;
const KEEP_EVERY_MS = 1_000;
/** Well below the 15 seconds after which `AbandonedAnswersSweeper` ends an answer. */
const TOUCH_EVERY_MS = 5_000;
const END_RETRIES_MS = [100, 500, 2_000, 5_000];

/** Requests an answer from the model and stores it while it comes. */
@Injectable()
export class Answering {
  private readonly logger = new Logger(Answering.name);

  constructor(
    private readonly model: LanguageModel,
    private readonly running: RunningAnswers,
    private readonly answers: AnswersRepository,
    private readonly log: MessageLog,
    private readonly spend: ModelSpend,
    private readonly transaction: Transaction,
    private readonly metrics: AnswerMetrics,
    private readonly clock: Clock,
  ) {}

  /** @param attempt already stored with the status `streaming` */
  start(attempt: AnswerAttempt, request: ModelRequest): RunningAnswer {
    const answer = this.running.begin(attempt);
    void this.run(answer, request);
    return answer;
  }

  private async run(answer: RunningAnswer, request: ModelRequest): Promise<void> {
    const keeper = new Keeper(answer, this.answers, (error) => {
      this.logger.warn(
        { err: error },
        'Could not store the part of an answer. The next attempt follows in a second.',
      );
    });
    const { end, ending, retryAfter } = await this.ask(answer, request);
    this.metrics.end(ending);
    await keeper.over();
    try {
      const received = receivedIn(answer, end);
      answer.end({ message: await this.store(answer.attempt, ending, received), retryAfter });
    } catch (error) {
      this.logger.error({ err: error }, 'Could not store the end of an answer.');
      answer.fail(error);
    }
  }

  private async ask(answer: RunningAnswer, request: ModelRequest) {
    let end: ModelEnd | null = null;
    this.metrics.begin(answer);
    const longest = AbortSignal.timeout(LONGEST_MS);
    try {
      const signal = AbortSignal.any([answer.signal, longest]);
      for await (const part of this.model.stream(request, signal)) {
        if ('text' in part) append(answer, part.text);
        else end = part;
      }
      return { end, ending: completeEnding(answer, end), retryAfter: null };
    } catch (error) {
      const failure = longest.aborted ? new ModelFailure('model_timeout', 'too long') : error;
      return { end, ...this.explain(answer, failure, end) };
    }
  }

  private explain(
    { text, stopReason, attempt }: RunningAnswer,
    error: unknown,
    end: ModelEnd | null,
  ) {
    const finishReason = end?.finishReason ?? null;
    const failed = (errorCode: string) =>
      ({ status: 'failed', content: text, errorCode, finishReason }) as const;
    if (stopReason !== null) {
      return {
        ending: failed(stopReason === 'gone' ? 'interrupted' : stopReason),
        retryAfter: null,
      };
    }
    const isKnown = error instanceof ModelFailure;
    const failure = isKnown ? error : new ModelFailure('model_failed', 'unknown');
    const { code, reason, retryAfter } = failure;
    if (!isKnown) this.logger.error({ err: error }, 'An answer failed.');
    this.logger.warn({ code, reason, messageId: attempt.id }, 'The model did not answer.');
    return { ending: failed(code), retryAfter };
  }

  private async store(
    attempt: AnswerAttempt,
    ending: AnswerEnding,
    received: Received | null,
  ): Promise<AnswerOutcome['message']> {
    for (const wait of END_RETRIES_MS) {
      try {
        return await this.storeOnce(attempt, ending, received);
      } catch (error) {
        if (outageIn(error) === null) throw error;
        await delay(wait);
      }
    }
    return this.storeOnce(attempt, ending, received);
  }

  private storeOnce(
    attempt: AnswerAttempt,
    ending: AnswerEnding,
    received: Received | null,
  ): Promise<AnswerOutcome['message']> {
    const { id: messageId, attempt: number } = attempt;
    return this.transaction.runAdding(async (manager) => {
      const now = this.clock.now();
      const message = await this.log.endAnswer(manager, attempt, ending, now);
      await this.spend.settle(manager, { messageId, attempt: number }, received, now);
      return message;
    });
  }
}

/**
 * Without the model's own count, what it received and sent is estimated. A model that refused or
 * failed before its first text used nothing.
 */
function receivedIn({ text, stopReason }: RunningAnswer, end: ModelEnd | null): Received | null {
  const characters = text.length;
  if (end !== null) {
    const { inputTokens, outputTokens } = end.usage;
    return { inputTokens, outputTokens, characters };
  }
  return characters > 0 || stopReason !== null ? { ...UNREPORTED, characters } : null;
}

function completeEnding({ text }: RunningAnswer, end: ModelEnd | null) {
  if (end === null) throw new ModelFailure('model_failed', 'no end');
  if (text.trim() === '') throw new ModelFailure('model_answered_nothing', end.finishReason);
  return { status: 'complete', content: text, ...end } as const;
}

function append(answer: RunningAnswer, piece: string): void {
  const room = MAX_CHARACTERS - answer.text.length;
  answer.append(piece.slice(0, room));
  if (piece.length > room) throw new ModelFailure('answer_too_long', 'too many characters');
}

/** Stores the text at intervals, and a heartbeat (`touched_at`) while none comes. */
class Keeper {
  private readonly timer: NodeJS.Timeout;
  private working: Promise<void> | undefined;
  private length = 0;
  private touchedAt = performance.now();

  constructor(
    private readonly answer: RunningAnswer,
    private readonly answers: AnswersRepository,
    private readonly onError: (error: unknown) => void,
  ) {
    this.timer = setInterval(() => {
      this.working ??= this.keep().finally(() => {
        this.working = undefined;
      });
    }, KEEP_EVERY_MS);
  }

  async over(): Promise<void> {
    clearInterval(this.timer);
    await this.working;
  }

  private async keep(): Promise<void> {
    const { attempt, text } = this.answer;
    const grown = text.length > this.length;
    if (!grown && performance.now() - this.touchedAt < TOUCH_EVERY_MS) return;
    try {
      if (await this.answers.keep(attempt, grown ? text : null)) {
        this.length = text.length;
        this.touchedAt = performance.now();
      } else {
        this.answer.stop('gone');
      }
    } catch (error) {
      this.onError(error);
    }
  }
}
