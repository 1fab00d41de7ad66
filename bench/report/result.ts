/** One line of the table. */
export interface Result {
  work: string;
  measured?: string;
  /** What it is compared with. */
  reference?: string;
  /** The median of all rounds. */
  ratio?: number;
  /** The lowest of all rounds. */
  worstRatio?: number;
  /** By CPU time instead of by the clock. */
  cpuRatio?: number;
  cpuMicroseconds?: number;
  before?: string;
  target?: string;
  verdict?: Verdict;
}

export type Verdict = 'reached' | 'missed' | 'not there' | 'FAILED';

export interface Target {
  text: string;
  /** What was measured when the target was set. */
  before: string;
  isReachedBy: (value: number) => boolean;
}

interface TargetTexts {
  unit?: string;
  before?: string;
}

export function atLeast(limit: number, { unit = '', before = '' }: TargetTexts = {}): Target {
  return {
    text: `≥ ${format(limit)}${unit}`,
    before,
    isReachedBy: (value) => value >= limit,
  };
}

export function atMost(limit: number, { unit = '', before = '' }: TargetTexts = {}): Target {
  return {
    text: `≤ ${format(limit)}${unit}`,
    before,
    isReachedBy: (value) => value <= limit,
  };
}

export function judge(
  value: number,
  { text, before, isReachedBy }: Target,
): Pick<Result, 'before' | 'target' | 'verdict'> {
  return { before, target: text, verdict: isReachedBy(value) ? 'reached' : 'missed' };
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
