import { Injectable } from '@nestjs/common';
import { Metrics } from '../../platform/metrics/metrics.js';
import { ATTEMPT_ERRORS } from '../webhook.types.js';
import type { DeliveryAttempt, DeliveryState } from '../webhook.types.js';

const DELIVERED = 'delivered';
const OUTCOMES = [DELIVERED, 'parked'] as const;

/** Counts what this instance sent. */
@Injectable()
export class DeliveryMetrics {
  private readonly attempts = new Map<string, number>(
    [DELIVERED, ...ATTEMPT_ERRORS].map((outcome) => [outcome, 0]),
  );
  private readonly deliveries = new Map<string, number>(OUTCOMES.map((outcome) => [outcome, 0]));

  constructor(metrics: Metrics) {
    metrics.counter('webhook_attempts_total', 'Attempts to send an event, by outcome.', () =>
      byOutcome(this.attempts),
    );
    metrics.counter('webhook_deliveries_total', 'Deliveries that ended, by outcome.', () =>
      byOutcome(this.deliveries),
    );
  }

  attempted({ error }: DeliveryAttempt): void {
    increment(this.attempts, error ?? DELIVERED);
  }

  /** @param state counted only if the delivery ended */
  ended(state: DeliveryState | null, count = 1): void {
    if (state !== null && this.deliveries.has(state)) increment(this.deliveries, state, count);
  }
}

function increment(counts: Map<string, number>, outcome: string, by = 1): void {
  counts.set(outcome, (counts.get(outcome) ?? 0) + by);
}

function byOutcome(counts: Map<string, number>) {
  return [...counts].map(([outcome, value]) => ({ labels: { outcome }, value }));
}
