import type { PresentedCursor } from './cursor.js';

export const DEFAULT_LIMIT = 30;
export const MAX_LIMIT = 200;

export interface PageRequest {
  /** The offset of the first row. Ignored if there is a `cursor`. */
  start: number;
  limit: number;
  cursor: PresentedCursor | undefined;
}

export interface Page<T> {
  rows: T[];
  start: number;
  total: number;
  /** Whether counting stopped at `total`. */
  totalIsEstimate?: true;
  limit: number;
  /** Cursors of other pages; `null` if there is no such page. */
  prev: string | null;
  next: string | null;
  last: string | null;
}

/** A page that contains all rows. */
export function wholePage<T>(rows: readonly T[]): Page<T> {
  const { length: total } = rows;
  return {
    rows: [...rows],
    start: 0,
    total,
    limit: DEFAULT_LIMIT,
    prev: null,
    next: null,
    last: null,
  };
}
