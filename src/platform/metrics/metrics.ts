import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import type { Metric } from 'prom-client';
import { DURATION_BOUNDS } from './duration-buckets.js';
import type { DurationBuckets } from './duration-buckets.js';

type Labels = Readonly<Record<string, string>>;

/** One number, or one for each value of the labels. */
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
 * What the service tells of itself. Every room registers its own; the numbers are plain fields there,
 * read when somebody asks, so that to count costs no more than an addition.
 *
 * Labels take few values, none of them a secret, a user or a token.
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  /** @param read what may go up and down */
  gauge(name: string, help: string, read: () => Reading): void {
    this.register('gauge', name, help, () => exposed(read()));
  }

  /** @param read what only goes up, from the start of the process on */
  counter(name: string, help: string, read: () => Reading): void {
    this.register('counter', name, help, () => exposed(read()));
  }

  durations(name: string, help: string, read: () => readonly LabelledDurations[]): void {
    this.register('histogram', name, help, () =>
      read().flatMap((series) => exposedDurations(name, series)),
    );
  }

  /** @throws when there is one of this name */
  private register(type: string, name: string, help: string, read: () => ExposedValue[]): void {
    const metric = {
      name,
      help,
      type,
      get: () => Promise.resolve({ name, help, type, values: read() }),
    };
    // All that the registry asks of a metric.
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
