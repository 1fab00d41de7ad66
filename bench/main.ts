import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmbeddedPostgres } from '../src/platform/database/embedded/embedded-postgres.js';
import { Bench } from './bench.js';
import { takeCores } from './machine/cores.js';
import { parseOptions, USAGE } from './options.js';
import type { Options } from './options.js';
import { describeMachine, report } from './report/report.js';
import { chooseRows } from './rows/rows.js';
import type { Row } from './rows/row.js';
import { runRows } from './run-rows.js';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interrupted.abort();
  });
}

try {
  const options = parseOptions(process.argv.slice(2));
  await run(options, chooseRows(options.only));
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(`${error.message}\n${USAGE}`);
  process.exitCode = 2;
}

async function run({ seconds, tokens }: Options, rows: Row[]): Promise<void> {
  const { signal } = interrupted;
  const cores = takeCores();
  const dataDir = await mkdtemp(path.join(tmpdir(), 'assistant-tokens-bench-'));
  try {
    const postgres = await EmbeddedPostgres.start({ dataDir });
    try {
      console.log(`${describeMachine(cores)}\n`);
      const { url: databaseUrl } = postgres;
      const bench = new Bench({ databaseUrl, cores, seconds, signal, scaleTokens: tokens });
      const results = await runRows(rows, bench, signal);
      console.log(
        report(
          results,
          rows.flatMap(({ note }) => note ?? []),
        ),
      );
      if (results.some(({ verdict }) => verdict === 'FAILED')) process.exitCode = 1;
    } finally {
      await postgres.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
  if (signal.aborted) {
    console.log('Interrupted.');
    process.exitCode = 130;
  }
}
