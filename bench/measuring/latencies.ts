import { Connection } from '../load/connection.js';
import { checkAnswer } from '../load/run.js';

export interface Caller {
  url: string;
  /** The request to send next, encoded. */
  next: () => string;
  expectedStatus?: number;
}

/**
 * One request at a time, to each in turn.
 *
 * @returns for each caller its latencies in milliseconds
 */
export async function latenciesInTurn(
  callers: Caller[],
  times: number,
  signal: AbortSignal,
): Promise<number[][]> {
  const lines = await Promise.all(
    callers.map(async (caller) => ({
      caller,
      connection: await Connection.open(caller.url),
      latencies: [] as number[],
    })),
  );
  try {
    for (let i = 0; i < times; i++) {
      signal.throwIfAborted();
      for (const { caller, connection, latencies } of lines) {
        const request = caller.next();
        const sent = performance.now();
        const answer = await connection.ask(request);
        latencies.push(performance.now() - sent);
        checkAnswer(answer, caller.expectedStatus);
      }
    }
    return lines.map(({ latencies }) => latencies);
  } finally {
    for (const { connection } of lines) connection.close();
  }
}
