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
  'ratio: the median of the ratios of rounds in which the two took turns; worst: the lowest of them. by CPU:',
  'the median ratio of the CPU times of the processes for one request. before: measured in version 0.2.',
  '* The core of the server was not full: load or database were the limit.',
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
  const missed = results.filter(({ verdict }) => verdict === 'missed');
  if (missed.length === 0) return 'Every target was reached.';
  return ['Missed:', ...missed.map(({ work }) => `  ${work}`)].join('\n');
}
