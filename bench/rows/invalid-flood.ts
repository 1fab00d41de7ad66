import { setTimeout } from 'node:timers/promises';
import type { Bench } from '../bench.js';
import { closedLoop } from '../load/closed-loop.js';
import { encode, verification } from '../load/http-request.js';
import { pacedLoop } from '../load/paced-loop.js';
import { sendAll } from '../load/send-all.js';
import { CONNECTIONS } from '../measuring/measure.js';
import { median, percentile } from '../measuring/statistics.js';
import type { ServerProcess } from '../processes/server-process.js';
import { judge, milliseconds, perSecond } from '../report/result.js';
import type { Result } from '../report/result.js';
import { seededSecret } from '../seeding/seeded-token.js';
import { unknownSecrets } from '../seeding/unknown-secrets.js';
import type { Row } from './row.js';
import { TARGETS } from './targets.js';

const DISTINCT = 5_000;
/** How often in succession each value is sent where queries are counted, and how often all are. */
const REPEATS = 4;
const PASSES = 3;
/** For finding out what the service asks the database by itself, such as its heartbeat. */
const IDLE_MS = 2_000;
const ROUNDS = 4;
const WARM_UP_MS = 1_500;
const OK = 200;
const UNAUTHORIZED = 401;
/** Of what the service can do, for normal traffic and for the flood each. */
const SHARE = 0.3;

export const invalidFlood: Row = {
  name: 'flood',
  work: 'beside a flood of unknown tokens',
  note: [
    'Flood: 5,000 distinct unknown tokens, over and over, on 32 connections. Each round has new ones. Under full load',
    'the flood takes its share of the core, so the reference is normal traffic next to the same flood of 5,000 valid',
    'tokens. At a fixed rate, normal traffic and the flood each send 30 % of what the service can answer, and the',
    'reference is that rate. Queries are counted over 60,000 requests with 5,000 tokens, each on several connections.',
  ].join('\n'),
  run: async (bench) => {
    const { secret } = await bench.scene();
    const { spare } = await bench.manyTokens();
    const server = await bench.startVerifier();
    const valid = Array.from({ length: DISTINCT }, (_, i) => seededSecret(spare.first + i));
    return new Flooding(bench, server, secret, valid).run();
  },
};

class Flooding {
  private readonly normal: () => string;
  private readonly alone: number[] = [];
  private readonly besideValid: number[] = [];
  private readonly besideUnknown: number[] = [];

  constructor(
    private readonly bench: Bench,
    private readonly server: ServerProcess,
    secret: string,
    private readonly valid: string[],
  ) {
    this.normal = over([secret]);
  }

  async run(): Promise<Result[]> {
    const queries = await this.queriesPerValue();
    await this.traffic(over(this.valid), WARM_UP_MS);
    const { milliseconds: duration } = this.bench;
    for (let round = 0; round < ROUNDS; round++) {
      this.alone.push(await this.traffic(this.normal, duration));
      this.besideValid.push(await this.normalBeside(over(this.valid), OK));
      this.besideUnknown.push(await this.normalBeside(overUnknown(), UNAUTHORIZED));
    }
    return [this.atFullLoad(), await this.atFixedRate(), queries];
  }

  private atFullLoad(): Result {
    const ratio = median(
      this.besideUnknown.map((rate, round) => rate / (this.besideValid[round] ?? NaN)),
    );
    return {
      work: `normal traffic ${invalidFlood.work}, full load`,
      measured: perSecond(median(this.besideUnknown)),
      reference: perSecond(median(this.besideValid)),
      ratio,
      ...judge(ratio, TARGETS.floodKept),
    };
  }

  private async atFixedRate(): Promise<Result> {
    const requestsPerSecond = SHARE * median(this.alone);
    const paced = (next: () => string, expectedStatus: number) =>
      pacedLoop({
        ...this.load(next, expectedStatus),
        milliseconds: ROUNDS * this.bench.milliseconds,
        requestsPerSecond,
      });
    const [normal] = await Promise.all([
      paced(this.normal, OK),
      paced(overUnknown(), UNAUTHORIZED),
    ]);
    const rate = normal.answers / normal.seconds;
    const ratio = rate / requestsPerSecond;
    const p99 = milliseconds(percentile(normal.latencies, 99));
    return {
      work: `normal traffic ${invalidFlood.work}, fixed rate, p99 ${p99}`,
      measured: perSecond(rate),
      reference: perSecond(requestsPerSecond),
      ratio,
      ...judge(ratio, TARGETS.floodKept),
    };
  }

  private async queriesPerValue(): Promise<Result> {
    const secrets = unknownSecrets(DISTINCT).flatMap((secret) =>
      Array<string>(REPEATS).fill(secret),
    );
    const flood = { ...this.load(over(secrets), UNAUTHORIZED), count: PASSES * secrets.length };
    const idle = await this.queriesDuring(() => setTimeout(IDLE_MS));
    const busy = await this.queriesDuring(() => sendAll(flood));
    const ofFlood = busy.queries - (idle.queries / idle.seconds) * busy.seconds;
    const perValue = Math.round((ofFlood / DISTINCT) * 100) / 100;
    return {
      work: 'queries for each distinct unknown token',
      measured: perValue.toFixed(2),
      ...judge(perValue, TARGETS.floodQueries),
    };
  }

  private async queriesDuring(work: () => Promise<unknown>) {
    const started = performance.now();
    const before = await this.server.usage();
    await work();
    const after = await this.server.usage();
    return {
      queries: after.queries - before.queries,
      seconds: (performance.now() - started) / 1_000,
    };
  }

  /** @returns the rate of normal traffic */
  private async normalBeside(flood: () => string, floodStatus: number): Promise<number> {
    const { milliseconds: duration } = this.bench;
    const [rate] = await Promise.all([
      this.traffic(this.normal, duration),
      this.traffic(flood, duration, floodStatus),
    ]);
    return rate;
  }

  private async traffic(next: () => string, duration: number, status = OK): Promise<number> {
    const run = await closedLoop({ ...this.load(next, status), milliseconds: duration });
    return run.answers / run.seconds;
  }

  private load(next: () => string, expectedStatus: number) {
    const { url } = this.server;
    const { signal } = this.bench;
    return { url, connections: CONNECTIONS, next, expectedStatus, signal };
  }
}

/** Requests with these secrets, in turn, over and over. */
function over(secrets: string[]): () => string {
  const requests = secrets.map((secret) => encode(verification(secret)));
  let next = 0;
  return () => requests[next++ % requests.length] ?? '';
}

function overUnknown(): () => string {
  return over(unknownSecrets(DISTINCT));
}
