import { Connection } from './connection.js';
import { checkAnswer } from './run.js';
import type { Load } from './run.js';

type Batch = Omit<Load, 'milliseconds'> & { count: number };

/** So many requests, however long they take. */
export async function sendAll(batch: Batch): Promise<void> {
  const { url, count, next, expectedStatus, signal } = batch;
  const connections = await Connection.openMany(url, batch.connections);
  let left = count;
  const send = async (connection: Connection) => {
    while (left > 0) {
      left--;
      signal.throwIfAborted();
      checkAnswer(await connection.ask(next()), expectedStatus);
    }
  };
  try {
    await Promise.all(connections.map(send));
  } finally {
    for (const connection of connections) connection.close();
  }
}
