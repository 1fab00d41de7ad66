import type { Bench } from '../bench.js';
import { closedLoop } from '../load/closed-loop.js';
import { bearer, encode } from '../load/http-request.js';
import { pacedLoop } from '../load/paced-loop.js';
import { CONNECTIONS } from '../measuring/measure.js';
import { median, percentile } from '../measuring/statistics.js';
import type { ServerProcess } from '../processes/server-process.js';
import { atLeast, atMost, judge, milliseconds, perSecond } from '../report/result.js';
import type { Result } from '../report/result.js';
import { seededSecret } from '../seeding/seeded-token.js';
import { unknownSecrets } from '../seeding/unknown-secrets.js';
import type { Row } from './row.js';

const PATH = '/api/auth/session';
const DISTINCT = 5_000;
const ROUNDS = 4;
const WARM_UP_MS = 1_500;
const UNAUTHORIZED = 401;
/** Of what the service can do, for normal traffic and for the flood each. */
const SHARE = 0.3;
/** For finding out what normal traffic alone reaches, and asks the database. */
const QUIET_MS = 1_000;

const KEPT = atLeast(0.8);

export const invalidFlood: Row = {
  name: 'flood',
  work: 'beside a flood of unknown tokens',
  note: [
    'Flood: 5,000 distinct well-formed values over and over on 32 connections of its own, new ones in each',
    'round. At full load two things share a core, so the rate of normal traffic beside it is compared with',
    'the rate beside the same flood of 5,000 valid tokens. At a fixed rate normal traffic and the flood each',
    'send 30 % of what the service can do; the rate kept is compared with the one asked for.',
  ].join('\n'),
  run: async (bench) => {
    const { secret } = await bench.scene();
    const { spare } = await bench.manyTokens();
    const server = await bench.startService();
    const valid = Array.from({ length: DISTINCT }, (_, i) => seededSecret(spare.first + i));
    return new Flooding(bench, server, secret, valid).run();
  },
};

class Flooding {
  private readonly normal: () => string;
  private readonly beside = { valid: [] as number[], unknown: [] as number[] };
  private readonly queries: number[] = [];
  /** Of normal traffic with nothing beside it. */
  private readonly alone: number[] = [];

  constructor(
    private readonly bench: Bench,
    private readonly server: ServerProcess,
    secret: string,
    private readonly valid: string[],
  ) {
    this.normal = over([secret]);
  }

  async run(): Promise<Result[]> {
    const { milliseconds: duration } = this.bench;
    await this.traffic(over(this.valid), WARM_UP_MS);
    await this.traffic(over(unknownSecrets(DISTINCT)), WARM_UP_MS, UNAUTHORIZED);
    for (let round = 0; round < ROUNDS; round++) {
      this.beside.valid.push(await this.normalBeside(over(this.valid), duration));
      this.beside.unknown.push(await this.countingQueries(duration));
    }
    return [this.atFullLoad(), this.queriesPerValue(), await this.atFixedRate()];
  }

  private atFullLoad(): Result {
    const ratio = median(
      this.beside.unknown.map((rate, round) => rate / (this.beside.valid[round] ?? NaN)),
    );
    return {
      work: `normal traffic ${invalidFlood.work}, full load`,
      measured: perSecond(median(this.beside.unknown)),
      reference: perSecond(median(this.beside.valid)),
      ratio,
      ...judge(ratio, KEPT),
    };
  }

  private queriesPerValue(): Result {
    const perValue = median(this.queries);
    return {
      work: 'queries for a distinct unknown value',
      measured: perValue.toFixed(2),
      ...judge(Math.round(perValue * 100) / 100, atMost(1)),
    };
  }

  private async atFixedRate(): Promise<Result> {
    const { signal, milliseconds: duration } = this.bench;
    const requestsPerSecond = SHARE * median(this.alone);
    const paced = (next: () => string, expectedStatus: number) =>
      pacedLoop({
        url: this.server.url,
        connections: CONNECTIONS,
        milliseconds: ROUNDS * duration,
        requestsPerSecond,
        next,
        expectedStatus,
        signal,
      });
    const [normal] = await Promise.all([
      paced(this.normal, 200),
      paced(over(unknownSecrets(DISTINCT)), UNAUTHORIZED),
    ]);
    const rate = normal.answers / normal.seconds;
    const ratio = rate / requestsPerSecond;
    return {
      work: `normal traffic ${invalidFlood.work}, fixed rate, p99 ${milliseconds(percentile(normal.latencies, 99))}`,
      measured: perSecond(rate),
      reference: perSecond(requestsPerSecond),
      ratio,
      ...judge(ratio, KEPT),
    };
  }

  private async countingQueries(duration: number): Promise<number> {
    const quiet = await this.queriesDuring(async () => {
      const { answers, seconds } = await this.traffic(this.normal, QUIET_MS);
      this.alone.push(answers / seconds);
    });
    let rate = NaN;
    const queries = await this.queriesDuring(async () => {
      const unknown = over(unknownSecrets(DISTINCT));
      rate = await this.normalBeside(unknown, duration, UNAUTHORIZED);
    });
    this.queries.push((queries - (quiet * duration) / QUIET_MS) / DISTINCT);
    return rate;
  }

  private async queriesDuring(work: () => Promise<unknown>): Promise<number> {
    const before = await this.server.usage();
    await work();
    return (await this.server.usage()).queries - before.queries;
  }

  private async normalBeside(
    flood: () => string,
    duration: number,
    floodStatus?: number,
  ): Promise<number> {
    const [normal] = await Promise.all([
      this.traffic(this.normal, duration),
      this.traffic(flood, duration, floodStatus),
    ]);
    return normal.answers / normal.seconds;
  }

  private traffic(next: () => string, duration: number, expectedStatus = 200) {
    return closedLoop({
      url: this.server.url,
      connections: CONNECTIONS,
      milliseconds: duration,
      next,
      expectedStatus,
      signal: this.bench.signal,
    });
  }
}

/** Requests with these secrets, in turn, over and over. */
function over(secrets: string[]): () => string {
  const requests = secrets.map((secret) => encode({ path: PATH, headers: bearer(secret) }));
  let next = 0;
  return () => requests[next++ % requests.length] ?? '';
}
