import { setTimeout } from 'node:timers/promises';
import { Connection } from './connection.js';
import { checkAnswer } from './run.js';
import type { Load, Run } from './run.js';

const TICK_MS = 1;

interface PacedLoad extends Load {
  requestsPerSecond: number;
}

/**
 * Sends at a fixed rate whatever the answers do. A request that finds no free connection waits, and
 * its time runs from when it was due; what was not answered by the end is missing from the answers.
 */
export async function pacedLoop(load: PacedLoad): Promise<Run> {
  load.signal.throwIfAborted();
  const connections = await Connection.openMany(load.url, load.connections);
  const pace = new Pace(load, [...connections]);
  try {
    while (!pace.isOver() && !load.signal.aborted) {
      pace.sendDue();
      await setTimeout(TICK_MS);
    }
    load.signal.throwIfAborted();
    return pace.result();
  } finally {
    for (const connection of connections) connection.close();
  }
}

class Pace {
  private readonly started = performance.now();
  private readonly latencies: number[] = [];
  private sent = 0;
  private failure: Error | null = null;

  constructor(
    private readonly load: PacedLoad,
    private readonly free: Connection[],
  ) {}

  /** @throws when a request failed */
  isOver(): boolean {
    if (this.failure !== null) throw this.failure;
    return performance.now() - this.started >= this.load.milliseconds;
  }

  sendDue(): void {
    const due = ((performance.now() - this.started) / 1_000) * this.load.requestsPerSecond;
    while (this.sent < due) {
      const connection = this.free.pop();
      if (connection === undefined) return;
      this.send(connection);
    }
  }

  result(): Run {
    return {
      answers: this.latencies.length,
      seconds: (performance.now() - this.started) / 1_000,
      latencies: Float64Array.from(this.latencies).sort(),
    };
  }

  private send(connection: Connection): void {
    const dueAt = this.started + (this.sent / this.load.requestsPerSecond) * 1_000;
    this.sent++;
    connection.send(this.load.next(), {
      answered: (answer) => {
        checkAnswer(answer, this.load.expectedStatus);
        this.latencies.push(performance.now() - dueAt);
        this.free.push(connection);
        if (performance.now() - this.started < this.load.milliseconds) this.sendDue();
      },
      failed: (error) => {
        this.failure ??= error;
      },
    });
  }
}
