import { Injectable } from '@nestjs/common';
import { Metrics } from '../../platform/metrics/metrics.js';
import { CredentialLimits } from './credential-limits.js';
import { FailedAuthentications } from './failed-authentications.js';
import { WindowCounter } from './window-counter.js';

/** Shows how many requests are refused, and whether all instances count together. */
@Injectable()
export class RateLimitMetrics {
  constructor(
    credentials: CredentialLimits,
    failures: FailedAuthentications,
    counter: WindowCounter,
    metrics: Metrics,
  ) {
    metrics.counter('rate_limit_refused_total', 'Requests refused with 429, by limit.', () => [
      { labels: { limit: 'credential' }, value: credentials.refused },
      { labels: { limit: 'failed_authentication' }, value: failures.refused },
    ]);
    metrics.gauge(
      'rate_limit_degraded',
      '1 while Redis does not answer and each instance counts by itself.',
      () => (counter.degraded ? 1 : 0),
    );
    metrics.counter(
      'rate_limit_counted_in_memory_total',
      'Uses counted in the memory of this instance.',
      () => counter.countedInMemory,
    );
  }
}
