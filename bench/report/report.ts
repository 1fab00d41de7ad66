import { cpus } from 'node:os';
import type { Cores } from '../machine/cores.js';
import { CONNECTIONS } from '../measuring/measure.js';
import type { Result } from './result.js';
import { table } from './table.js';

const HEAD = [
  '',
  'measured',
  'against',
  'ratio',
  'worst',
  'by CPU',
  'CPU µs',
  'before',
  'target',
  '',
];

const FOOTNOTES = [
  'ratio: requests per second divided by those of the reference. The two take turns; the median of all rounds.',
  'worst: the lowest ratio of all rounds. by CPU: the ratio of the CPU times of the two processes for one request.',
  'before: the result of version 0.2.',
  '* The server did not use its whole core. The load or the database was the limit.',
];

export function describeMachine(cores: Cores | null): string {
  const where = cores
    ? `the service on core ${cores.service}; load and PostgreSQL on core ${cores.others}`
    : 'not pinned: service, load and PostgreSQL share the cores';
  return `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'}; ${where}; ${CONNECTIONS} connections`;
}

export function report(results: Result[], notes: string[]): string {
  const lines = results.map((result) => [
    result.work,
    result.measured ?? '',
    result.reference ?? '',
    result.ratio?.toFixed(2) ?? '',
    result.worstRatio?.toFixed(2) ?? '',
    result.cpuRatio?.toFixed(2) ?? '',
    result.cpuMicroseconds?.toFixed(1) ?? '',
    result.before ?? '',
    result.target ?? '',
    result.verdict ?? '',
  ]);
  return [table(HEAD, lines), '', summaryOf(results), '', ...FOOTNOTES, ...notes].join('\n');
}

function summaryOf(results: Result[]): string {
  const missed = results.filter(({ target, verdict }) => {
    return verdict === 'FAILED' || (target !== undefined && verdict !== 'reached');
  });
  if (missed.length === 0) return 'No target was missed.';
  return ['Missed or failed:', ...missed.map(({ work }) => `  ${work}`)].join('\n');
}
