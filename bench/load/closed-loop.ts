import { Connection } from './connection.js';
import type { Answer } from './answer.js';
import { checkAnswer } from './run.js';
import type { Load, Run } from './run.js';
import { stayAwake } from './stay-awake.js';

/** Every connection sends its next request when it has the answer to the one before. */
export async function closedLoop(load: Load): Promise<Run> {
  load.signal.throwIfAborted();
  const connections = await Connection.openMany(load.url, load.connections);
  const sleep = load.awake === true ? stayAwake() : undefined;
  try {
    const latencies: number[] = [];
    const started = performance.now();
    const end = started + load.milliseconds;
    await Promise.all(connections.map((connection) => keepBusy(connection, load, end, latencies)));
    load.signal.throwIfAborted();
    return {
      answers: latencies.length,
      seconds: (performance.now() - started) / 1_000,
      latencies: Float64Array.from(latencies).sort(),
    };
  } finally {
    sleep?.();
    for (const connection of connections) connection.close();
  }
}

function keepBusy(
  connection: Connection,
  { next, expectedStatus, signal }: Load,
  end: number,
  latencies: number[],
): Promise<void> {
  return new Promise((resolve, failed) => {
    let sent = performance.now();
    const asker = {
      answered: (answer: Answer) => {
        checkAnswer(answer, expectedStatus);
        const now = performance.now();
        latencies.push(now - sent);
        if (now >= end || signal.aborted) {
          resolve();
          return;
        }
        sent = now;
        connection.send(next(), asker);
      },
      failed,
    };
    connection.send(next(), asker);
  });
}
