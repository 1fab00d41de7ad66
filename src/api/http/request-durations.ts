import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { DurationBuckets } from '../../platform/metrics/duration-buckets.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import type { LabelledDurations } from '../../platform/metrics/metrics.js';
import { RequestCompletion } from './request-completion.js';
import type { CompletedRequest, CompletionObserver } from './request-completion.js';

/** Indexed by the first digit of the status. */
type Classes = (DurationBuckets | undefined)[];

const UNROUTED = 'unrouted';

/**
 * The duration of requests by route, method and class of status. All requests without a route share
 * one label, so that clients cannot create labels.
 */
@Injectable()
export class RequestDurations implements CompletionObserver {
  private readonly routes = new Map<string, Map<string, Classes>>();

  constructor(completion: RequestCompletion, metrics: Metrics, { metricsPort }: Config) {
    metrics.durations(
      'http_request_duration_seconds',
      'From the arrival of a request until the response was sent or the client disconnected.',
      () => this.read(),
    );
    if (metricsPort !== null) completion.observe(this);
  }

  completed({ route, method, statusCode, durationMs }: CompletedRequest): void {
    const classes = route === null ? this.classesOf(UNROUTED, '') : this.classesOf(route, method);
    const index = Math.floor(statusCode / 100);
    const durations = (classes[index] ??= new DurationBuckets());
    durations.observe(durationMs / 1_000);
  }

  private classesOf(route: string, method: string): Classes {
    return this.routes.get(route)?.get(method) ?? this.begin(route, method);
  }

  private begin(route: string, method: string): Classes {
    const classes: Classes = [];
    const methods = this.routes.get(route);
    if (methods === undefined) this.routes.set(route, new Map([[method, classes]]));
    else methods.set(method, classes);
    return classes;
  }

  private read(): LabelledDurations[] {
    return [...this.routes].flatMap(([route, methods]) =>
      [...methods].flatMap(([method, classes]) =>
        classes.flatMap((durations, index) =>
          durations ? [{ labels: { method, route, status: `${index}xx` }, durations }] : [],
        ),
      ),
    );
  }
}
