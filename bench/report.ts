import { cpus } from 'node:os';
import type { Cores } from './cores.js';
import { CONNECTIONS } from './measure.js';
import type { Measurement } from './measure.js';

export interface Row {
  name: string;
  measurement: Measurement;
}

/** Below this the service waited for the load, or for the database beside it. */
const FULL_LOAD = 0.9;

const DIFFERENCE = new Intl.NumberFormat('en', {
  signDisplay: 'always',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

export function describeMachine(cores: Cores | null): string {
  const where = cores
    ? `the service on core ${cores.service}; load and PostgreSQL on core ${cores.others}`
    : 'not pinned: service, load and PostgreSQL share the cores';
  return `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'}; ${where}; ${CONNECTIONS} connections`;
}

export function requestsTable(rows: Row[], reference: string): string {
  const base = rows.find(({ name }) => name === reference)?.measurement.requestsPerSecond ?? NaN;
  const lines = rows.map(({ name, measurement: m }) => [
    name,
    `${Math.round(m.requestsPerSecond).toLocaleString('en')}${m.load < FULL_LOAD ? ' *' : '  '}`,
    m.p50.toFixed(2),
    m.p99.toFixed(2),
    (m.requestsPerSecond / base).toFixed(2),
    m.cpuMicroseconds.toFixed(1),
    m.queries.toFixed(2),
  ]);
  const waited = rows.some(({ measurement }) => measurement.load < FULL_LOAD);
  return [
    ...table(['', 'requests/s  ', 'p50 ms', 'p99 ms', 'ratio', 'CPU µs', 'queries'], lines),
    `ratio: to ${reference}; CPU µs and queries: of the service, for one request`,
    ...(waited ? ['* The core of the service was not full: load or database were the limit.'] : []),
  ].join('\n');
}

/** Each row is the one above and one thing more. */
export function breakdownTable(rows: Row[]): string {
  const lines = rows.map(({ name, measurement }, index) => {
    const before = rows[index - 1]?.measurement.cpuMicroseconds ?? 0;
    const { cpuMicroseconds } = measurement;
    return [name, cpuMicroseconds.toFixed(1), DIFFERENCE.format(cpuMicroseconds - before)];
  });
  return table(['', 'CPU µs', 'added'], lines).join('\n');
}

function table(head: string[], lines: string[][]): string[] {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...lines].map((line) => line[column]?.length ?? 0)),
  );
  return [head, ...lines].map((line) =>
    line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
