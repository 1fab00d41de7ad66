import { setTimeout } from 'node:timers/promises';
import type { Answers, Memory, Question, RunningServer, Usage } from './server-messages.js';

/** Freed pages go back to the system some time after the collection that freed them. */
const SETTLE_MS = 200;
const COLLECTIONS = 5;

/** Tells the benchmark where the server of this process listens, answers it, and ends with it. */
export function serve(server: RunningServer, queries: { readonly count: number }): void {
  process.on('message', (question: Question) => {
    void answer(question, queries).then(send);
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

async function answer(question: Question, queries: { readonly count: number }) {
  return question === 'usage' ? usage(queries.count) : memory();
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
  const { rss, heapUsed, external } = process.memoryUsage();
  return { resident: rss, heap: heapUsed + external };
}

function send(message: Answers[keyof Answers]): void {
  process.send?.(message);
}
