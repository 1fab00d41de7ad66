import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmbeddedPostgres } from '../src/database/embedded/embedded-postgres.js';
import { Benchmark } from './benchmark.js';
import { takeCores } from './cores.js';
import { breakdownTable, describeMachine, requestsTable } from './report.js';

const SECONDS_PER_ROW = 5;

const seconds = Number(process.argv[2] ?? SECONDS_PER_ROW);
const interrupted = new AbortController();
process.once('SIGINT', () => {
  interrupted.abort();
});

const cores = takeCores();
const dataDir = await mkdtemp(path.join(tmpdir(), 'assistant-tokens-bench-'));
try {
  const postgres = await EmbeddedPostgres.start({ dataDir });
  try {
    console.log(`${describeMachine(cores)}\n`);
    const benchmark = new Benchmark(postgres.url, cores, seconds, interrupted.signal);
    const { rows, steps } = await benchmark.run();
    console.log(requestsTable(rows, benchmark.reference));
    console.log('\nWhere the time of GET /api/auth/session goes, in the process of the service:\n');
    console.log(breakdownTable(steps));
  } finally {
    await postgres.stop();
  }
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
  console.log('Interrupted.');
  process.exitCode = 130;
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
