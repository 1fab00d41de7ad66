import { setTimeout } from 'node:timers/promises';
import type { Profiler } from '../profiling/profiler.js';
import type { Answers, Memory, Question, RunningServer, Usage } from './server-messages.js';

/** Freed pages go back to the system some time after the collection that freed them. */
const SETTLE_MS = 200;
const COLLECTIONS = 5;

/** What observes this process. */
interface Observers {
  queries: { readonly count: number };
  /** Without it, every profile is empty. */
  profiler?: Profiler;
}

/** Tells the benchmark where the server of this process listens, answers it, and ends with it. */
export function serve(server: RunningServer, observers: Observers): void {
  process.on('message', (question: Question) => {
    void answer(question, observers).then(send);
  });
  process.on('SIGINT', () => undefined);
  process.once('disconnect', () => {
    void server.stop().finally(() => process.exit());
  });
  send({
    url: server.url,
    ...(server.credential !== undefined && { credential: server.credential }),
  });
}

async function answer(question: Question, { queries, profiler }: Observers) {
  switch (question) {
    case 'usage':
      return usage(queries.count);
    case 'memory':
      return memory();
    case 'start-profile':
      await profiler?.start();
      return null;
    case 'stop-profile':
      return (await profiler?.stop()) ?? {};
  }
}

function usage(queries: number): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuMicroseconds: user + system, queries };
}

async function memory(): Promise<Memory> {
  for (let i = 0; i < COLLECTIONS; i++) {
    global.gc?.();
    await setTimeout(SETTLE_MS);
  }
  const { rss: withFreePages } = process.memoryUsage();
  await global.gc?.({ type: 'major', execution: 'async', flavor: 'last-resort' });
  await setTimeout(SETTLE_MS);
  const { rss, heapUsed, external } = process.memoryUsage();
  return { resident: rss, withFreePages, heap: heapUsed + external };
}

function send(message: Answers[keyof Answers]): void {
  process.send?.(message);
}
