import { bearer, encode } from '../load/http-request.js';
import { probeJson } from '../load/probe.js';
import { latenciesInTurn } from '../measuring/latencies.js';
import { median } from '../measuring/statistics.js';
import { judge, milliseconds } from '../report/result.js';
import type { Result } from '../report/result.js';
import type { Row } from './row.js';
import { TARGETS } from './targets.js';

const DEPTH = 150_000;
const LARGE = 200_000;
const TIMES = 300;
const WARM_UP = 50;

interface Collection {
  total: number;
  _links: { next?: { href: string } };
}

export const largeAssistant: Row = {
  name: 'list',
  work: 'GET /api/assistants/{id}/tokens, 200,000 tokens against 80',
  run: async (bench) => {
    const { adminSession, assistant } = await bench.scene();
    const { large } = await bench.manyTokens();
    const { url } = await bench.startService();
    const headers = bearer(adminSession);
    const list = async (path: string) =>
      (await probeJson(url, { path, headers })) as unknown as Collection;
    const compare = async (work: string, path: string, reference: string): Promise<Result> => {
      const callers = [path, reference].map((to) => {
        const encoded = encode({ path: to, headers });
        return { url, next: () => encoded };
      });
      await latenciesInTurn(callers, WARM_UP, bench.signal);
      const [ofLarge = NaN, ofSmall = NaN] = (
        await latenciesInTurn(callers, TIMES, bench.signal)
      ).map(median);
      const ratio = ofLarge / ofSmall;
      return {
        work,
        measured: milliseconds(ofLarge),
        reference: milliseconds(ofSmall),
        ratio,
        ...judge(ratio, TARGETS.largeListTimes),
      };
    };

    const ofLarge = `/api/assistants/${large.naturalId}/tokens`;
    const ofSmall = `/api/assistants/${assistant.naturalId}/tokens`;
    const { total } = await list(ofLarge);
    if (total !== LARGE) throw new Error(`The total is ${total}, not ${LARGE}.`);
    const deep = nextOf(await list(`${ofLarge}?start=${DEPTH}`));
    const shallow = nextOf(await list(`${ofSmall}?start=20`));
    const { work } = largeAssistant;
    return [
      await compare(`${work}: first page`, ofLarge, ofSmall),
      await compare(`${work}: next at 150,000`, deep, shallow),
    ];
  },
};

function nextOf({ _links }: Collection): string {
  if (_links.next === undefined) throw new Error('A page in the middle has no next one.');
  return _links.next.href;
}
