import { Injectable } from '@nestjs/common';
import { Metrics } from '../../platform/metrics/metrics.js';
import { DeliveryDispatcher } from './delivery.dispatcher.js';
import { DeliveryPlaces } from './delivery-places.js';

/** Shows whether the webhooks keep up. */
@Injectable()
export class QueueMetrics {
  constructor(metrics: Metrics, dispatcher: DeliveryDispatcher, places: DeliveryPlaces) {
    metrics.gauge(
      'webhook_queue_age_seconds',
      'How late the most overdue attempt is.',
      () => dispatcher.ageSeconds,
    );
    metrics.gauge('webhook_places_taken', 'Webhooks to which this instance sends now.', () =>
      Object.entries(places.taken).map(([receiver, value]) => ({ labels: { receiver }, value })),
    );
  }
}
