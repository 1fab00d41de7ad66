import type { Bench } from '../bench.js';
import type { Result } from '../report/result.js';

/** What `--only` takes: some lines of the table that are measured together. */
export interface Row {
  name: string;
  work: string;
  run: (bench: Bench) => Promise<Result[]>;
  /** What a reader must know of how it was measured. */
  note?: string;
}
