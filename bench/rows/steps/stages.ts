import type { Bench } from '../../bench.js';
import { encode } from '../../load/http-request.js';
import type { HttpRequest } from '../../load/http-request.js';
import { AWAKE, requestsTo } from '../../measuring/measure.js';
import type { Subject } from '../../measuring/measure.js';
import { median } from '../../measuring/statistics.js';
import type { ServerProcess } from '../../processes/server-process.js';
import { perSecond } from '../../report/result.js';
import type { Result } from '../../report/result.js';

const ROUNDS = 5;

/** A server, and what it does more than the one before it. */
export interface Stage {
  name: string;
  server: ServerProcess;
}

/**
 * One line for each stage, with the CPU time that it adds to the stage before. The CPU time is the
 * lowest of all rounds: differences of a few microseconds disappear in what neighbours do.
 */
export async function compareStages(
  bench: Bench,
  work: string,
  stages: Stage[],
  request: HttpRequest,
): Promise<Result[]> {
  const encoded = encode(request);
  const subjects = stages.map(({ name, server }): [string, Subject] => [
    name,
    requestsTo(server, () => encoded, AWAKE),
  ]);
  const measured = await bench.alternate(Object.fromEntries(subjects), ROUNDS);
  let before: number | undefined;
  return stages.map(({ name }) => {
    const rounds = measured[name] ?? [];
    const cpuMicroseconds = Math.min(...rounds.map((round) => round.cpuMicroseconds));
    const added = before === undefined ? undefined : cpuMicroseconds - before;
    before = cpuMicroseconds;
    return {
      work: `${work}: ${name}`,
      measured: perSecond(median(rounds.map((round) => round.perSecond))),
      cpuMicroseconds,
      ...(added !== undefined && { reference: signed(added) }),
    };
  });
}

function signed(microseconds: number): string {
  return `${microseconds < 0 ? '−' : '+'} ${Math.abs(microseconds).toFixed(1)} µs`;
}
