import type { Bench } from './bench.js';
import { NotThereError } from './load/probe.js';
import { progress } from './report/progress.js';
import type { Result } from './report/result.js';
import type { Row } from './rows/row.js';

/** One row after the other; the lines of an interrupted run are those of the rows before. */
export async function runRows(rows: Row[], bench: Bench, signal: AbortSignal): Promise<Result[]> {
  const results: Result[] = [];
  for (const row of rows) {
    const started = performance.now();
    results.push(...(await runRow(row, bench, signal)));
    if (signal.aborted) break;
    progress(`${row.name}: ${((performance.now() - started) / 1_000).toFixed(0)} s`);
  }
  return results;
}

/** A row that fails is a line of the table, and does not keep the others from running. */
async function runRow(row: Row, bench: Bench, signal: AbortSignal): Promise<Result[]> {
  try {
    return await row.run(bench);
  } catch (error) {
    if (signal.aborted) return [];
    if (error instanceof NotThereError) return [{ work: row.work, verdict: 'not there' }];
    console.error(error);
    return [{ work: row.work, verdict: 'FAILED' }];
  } finally {
    await bench.stopServers();
  }
}
