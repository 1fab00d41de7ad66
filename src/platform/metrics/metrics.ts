import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import type { Metric } from 'prom-client';
import { DURATION_BOUNDS } from './duration-buckets.js';
import type { DurationBuckets } from './duration-buckets.js';

type Labels = Readonly<Record<string, string>>;

/** One number, or one per combination of labels. */
export type Reading = number | readonly { labels: Labels; value: number }[];

export interface LabelledDurations {
  labels: Labels;
  durations: DurationBuckets;
}

interface ExposedValue {
  metricName?: string;
  labels: Record<string, string | number>;
  value: number;
}

/**
 * The metrics of the service. Each room registers its own and counts in plain fields, which are
 * read only when the metrics are requested. So counting costs no more than an addition.
 *
 * Labels must have few values, and never contain a secret, a user or a token.
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  /** @param read a value that goes up and down */
  gauge(name: string, help: string, read: () => Reading): void {
    this.register('gauge', name, help, () => exposed(read()));
  }

  /** @param read a value that only goes up, counted since the start of the process */
  counter(name: string, help: string, read: () => Reading): void {
    this.register('counter', name, help, () => exposed(read()));
  }

  durations(name: string, help: string, read: () => readonly LabelledDurations[]): void {
    this.register('histogram', name, help, () =>
      read().flatMap((series) => exposedDurations(name, series)),
    );
  }

  /** @throws Error if a metric with this name exists */
  private register(type: string, name: string, help: string, read: () => ExposedValue[]): void {
    const metric = {
      name,
      help,
      type,
      get: () => Promise.resolve({ name, help, type, values: read() }),
    };
    // The registry uses no other members of a metric.
    this.registry.registerMetric(metric as unknown as Metric);
  }
}

function exposed(reading: Reading): ExposedValue[] {
  if (typeof reading === 'number') return [{ labels: {}, value: reading }];
  return reading.map(({ labels, value }) => ({ labels, value }));
}

function exposedDurations(
  name: string,
  { labels, durations: { counts, sum } }: LabelledDurations,
): ExposedValue[] {
  let count = 0;
  const buckets = [...DURATION_BOUNDS, '+Inf'].map((le, index) => {
    count += counts[index] ?? 0;
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: count };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
