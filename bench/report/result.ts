/** One line of the table. */
export interface Result {
  work: string;
  measured?: string;
  /** What it is compared with. */
  reference?: string;
  ratio?: number;
  /** By CPU time instead of by the clock. */
  cpuRatio?: number;
  cpuMicroseconds?: number;
  target?: string;
  verdict?: Verdict;
}

export type Verdict = 'reached' | 'missed' | 'not there' | 'FAILED';

export interface Target {
  text: string;
  isReachedBy: (value: number) => boolean;
}

export function atLeast(limit: number, unit = ''): Target {
  return { text: `≥ ${format(limit)}${unit}`, isReachedBy: (value) => value >= limit };
}

export function atMost(limit: number, unit = ''): Target {
  return { text: `≤ ${format(limit)}${unit}`, isReachedBy: (value) => value <= limit };
}

export function judge(value: number, target: Target): Pick<Result, 'target' | 'verdict'> {
  return { target: target.text, verdict: target.isReachedBy(value) ? 'reached' : 'missed' };
}

export function perSecond(rate: number): string {
  return `${format(Math.round(rate))}/s`;
}

export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`;
}

function format(value: number): string {
  return value.toLocaleString('en');
}
