import { bearer, encode } from '../load/http-request.js';
import type { HttpRequest } from '../load/http-request.js';
import { probeJson } from '../load/probe.js';
import { requestsTo } from '../measuring/measure.js';
import type { Measurement } from '../measuring/measure.js';
import { median } from '../measuring/statistics.js';
import { judge, perSecond } from '../report/result.js';
import type { Result, Target } from '../report/result.js';
import type { Row } from './row.js';
import { TARGETS } from './targets.js';

const PAGE = 30;
const ROUNDS = 8;

export const ordinaryReads: Row = {
  name: 'cpu',
  work: 'reads of resources',
  note: 'CPU: user and system time of the service process for one request. PostgreSQL is another process.',
  run: async (bench) => {
    const { adminSession, assistant } = await bench.scene();
    const service = await bench.startService();
    const headers = bearer(adminSession);
    const one: HttpRequest = { path: `/api/assistants/${assistant.uuid}`, headers };
    const list: HttpRequest = { path: `/api/assistants/${assistant.uuid}/tokens`, headers };
    const { count } = await probeJson(service.url, list);
    if (count !== PAGE) throw new Error(`The first page has ${String(count)} items, not ${PAGE}.`);
    const [encodedOne, encodedList] = [encode(one), encode(list)];
    const measured = await bench.alternate(
      {
        one: requestsTo(service, () => encodedOne),
        list: requestsTo(service, () => encodedList),
      },
      ROUNDS,
    );
    return [
      cpuOf('GET /api/assistants/{id}', measured.one, TARGETS.getAssistantCpu),
      cpuOf(`first page of a list of ${PAGE}`, measured.list, TARGETS.listAssistantsCpu),
    ];
  },
};

function cpuOf(work: string, rounds: Measurement[], target: Target): Result {
  const cpuMicroseconds = median(rounds.map((round) => round.cpuMicroseconds));
  return {
    work,
    measured: perSecond(median(rounds.map((round) => round.perSecond))),
    cpuMicroseconds,
    ...judge(cpuMicroseconds, target),
  };
}
