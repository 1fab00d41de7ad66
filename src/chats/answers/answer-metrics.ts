import { Injectable } from '@nestjs/common';
import { DurationBuckets } from '../../platform/metrics/duration-buckets.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { StoredMessages } from '../events/stored-messages.js';
import type { AnswerEnding } from './answers.repository.js';
import type { RunningAnswer } from './running-answer.js';
import { RunningAnswers } from './running-answers.js';
import type { FairPlaces } from './fair-places.js';

/** Counts the answers of models. */
@Injectable()
export class AnswerMetrics {
  private readonly outcomes = new Map<string, number>();
  private readonly firstTexts = new DurationBuckets();
  private inputTokens = 0;
  private outputTokens = 0;

  constructor(metrics: Metrics, running: RunningAnswers, stored: StoredMessages) {
    metrics.counter(
      'model_answers_total',
      'Answers of models, by finish reason or error code.',
      () => [...this.outcomes].map(([outcome, value]) => ({ labels: { outcome }, value })),
    );
    metrics.durations(
      'model_first_text_seconds',
      'Time from the request to a model to the first text of its answer.',
      () => [{ labels: {}, durations: this.firstTexts }],
    );
    metrics.counter('model_tokens_total', 'Tokens of models, as the models report them.', () => [
      { labels: { direction: 'input' }, value: this.inputTokens },
      { labels: { direction: 'output' }, value: this.outputTokens },
    ]);
    metrics.gauge('model_answers_in_progress', 'Taken places of MODEL_CONCURRENCY.', () => {
      return running.places.size;
    });
    metrics.counter('model_places_refused_total', 'Requests without a place.', () => [
      ...refusedIn('answer', running.places),
      ...refusedIn('reader', stored.places),
    ]);
  }

  begin(answer: RunningAnswer): void {
    const startedAt = performance.now();
    const stopObserving = answer.observe(() => {
      if (answer.text === '') return;
      stopObserving();
      this.firstTexts.observe((performance.now() - startedAt) / 1_000);
    });
  }

  end(ending: AnswerEnding): void {
    const outcome = ending.status === 'complete' ? ending.finishReason : ending.errorCode;
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    if (ending.status !== 'complete') return;
    this.inputTokens += ending.usage.inputTokens ?? 0;
    this.outputTokens += ending.usage.outputTokens ?? 0;
  }
}

function refusedIn(place: string, { refused }: FairPlaces) {
  return Object.entries(refused).map(([reason, value]) => ({ labels: { place, reason }, value }));
}
