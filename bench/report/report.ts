import { cpus } from 'node:os';
import type { Cores } from '../machine/cores.js';
import { CONNECTIONS } from '../measuring/measure.js';
import type { Result } from './result.js';
import { table } from './table.js';

const HEAD = ['', 'measured', 'against', 'ratio', 'by CPU', 'CPU µs', 'target', ''];

const FOOTNOTES = [
  'Ratios are medians of the ratios of rounds in which the two took turns. by CPU: the same by the CPU',
  'time of the process for one request instead of by the clock.',
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
    result.cpuRatio?.toFixed(2) ?? '',
    result.cpuMicroseconds?.toFixed(1) ?? '',
    result.target ?? '',
    result.verdict ?? '',
  ]);
  return [table(HEAD, lines), '', ...FOOTNOTES, ...notes].join('\n');
}
