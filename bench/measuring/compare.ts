import { median } from './statistics.js';
import type { Measurement } from './measure.js';

/** Below this the server waited for the load, or for the database beside it. */
const FULL_LOAD = 0.9;

/** How a subject did beside its reference: the median over the rounds of each round's ratio. */
export interface Comparison {
  perSecond: number;
  referencePerSecond: number;
  /** Of requests a second. */
  ratio: number;
  /** The lowest of all rounds. */
  worstRatio: number;
  cpuMicroseconds: number;
  /** Of requests for the same CPU time. */
  cpuRatio: number;
  p99: number;
  referenceP99: number;
  p99Ratio: number;
  queries: number;
  /** Whether the server was what limited it. */
  full: boolean;
}

export function compare(subject: Measurement[], reference: Measurement[]): Comparison {
  const ratiosOf = (of: (subject: Measurement, reference: Measurement) => number) =>
    subject.flatMap((measurement, round) => {
      const other = reference[round];
      return other === undefined ? [] : [of(measurement, other)];
    });
  const rates = ratiosOf((a, b) => a.perSecond / b.perSecond);
  const medianOf = (measurements: Measurement[], key: keyof Measurement) =>
    median(measurements.map((measurement) => measurement[key]));
  return {
    perSecond: medianOf(subject, 'perSecond'),
    referencePerSecond: medianOf(reference, 'perSecond'),
    ratio: median(rates),
    worstRatio: Math.min(...rates),
    cpuMicroseconds: medianOf(subject, 'cpuMicroseconds'),
    cpuRatio: median(ratiosOf((a, b) => b.cpuMicroseconds / a.cpuMicroseconds)),
    p99: medianOf(subject, 'p99'),
    referenceP99: medianOf(reference, 'p99'),
    p99Ratio: median(ratiosOf((a, b) => a.p99 / b.p99)),
    queries: medianOf(subject, 'queries'),
    full: medianOf(subject, 'load') >= FULL_LOAD,
  };
}
