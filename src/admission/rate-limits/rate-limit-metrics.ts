import { Injectable } from '@nestjs/common';
import { Metrics } from '../../platform/metrics/metrics.js';
import { CredentialLimits } from './credential-limits.js';
import { FailedAuthentications } from './failed-authentications.js';
import { WindowCounter } from './window-counter.js';

/** Who is refused, and do all instances count together? */
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
      '1 while REDIS_URL is set but does not answer: each instance counts by itself.',
      () => (counter.degraded ? 1 : 0),
    );
    metrics.counter(
      'rate_limit_counted_in_memory_total',
      'Uses that were counted in the memory of this instance.',
      () => counter.countedInMemory,
    );
  }
}
