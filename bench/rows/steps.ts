import type { Bench } from '../bench.js';
import { ownHeadersOf } from '../load/answer.js';
import { encode, introspectionOf, verification } from '../load/http-request.js';
import type { HttpRequest } from '../load/http-request.js';
import { probeAnswer } from '../load/probe.js';
import { AWAKE, requestsTo } from '../measuring/measure.js';
import type { Measurement, Subject } from '../measuring/measure.js';
import { median } from '../measuring/statistics.js';
import type { ServerProcess } from '../processes/server-process.js';
import { perSecond } from '../report/result.js';
import type { Result } from '../report/result.js';
import type { PlainPart } from '../servers/plain-nest/plain-nest.js';
import type { Row } from './row.js';

const ROUNDS = 3;
const LANE_OFF = { VERIFICATION_LANE: 'off' };

/** A server, and what it does more than the one before it. */
interface Stage {
  name: string;
  server: ServerProcess;
}

export const steps: Row = {
  name: 'steps',
  work: 'where the time goes',
  note: [
    'Steps: servers that each do one thing more than the line above; + µs is how much more CPU time of its',
    'process a request takes than one of the line above.',
  ].join('\n'),
  run: async (bench) => {
    const { secret, personal } = await bench.scene();
    return [
      ...(await verificationSteps(bench, verification(secret))),
      ...(await introspectionSteps(bench, introspectionOf(personal, secret))),
    ];
  },
};

async function verificationSteps(bench: Bench, request: HttpRequest): Promise<Result[]> {
  const ordinary = await bench.startService(LANE_OFF);
  const headers = ownHeadersOf(await probeAnswer(ordinary.url, request));
  const plain = (...parts: PlainPart[]) => bench.startPlainNest(parts);
  const stages = [
    { name: 'node:http', server: await bench.start({ kind: 'raw', headers: EMPTY }) },
    { name: '+ its headers', server: await bench.start({ kind: 'raw', headers }) },
    { name: '+ Nest, Express, body parsers', server: await plain('body') },
    { name: '+ helmet', server: await plain('body', 'helmet') },
    { name: '+ request id and log', server: await plain('body', 'helmet', 'log') },
    { name: '+ guard with a Map', server: await plain('body', 'helmet', 'log', 'guard') },
    {
      name: '+ interceptor',
      server: await plain('body', 'helmet', 'log', 'guard', 'interceptor'),
    },
    { name: 'the service, lane off', server: ordinary },
    { name: 'the service', server: await bench.startService() },
  ];
  return compareStages(bench, 'verify', stages, request);
}

const EMPTY = { 'Content-Length': '0' };

async function introspectionSteps(bench: Bench, request: HttpRequest): Promise<Result[]> {
  const plain = (...parts: PlainPart[]) => bench.startPlainNest(parts);
  const ordinary = await bench.startService(LANE_OFF);
  const answer = await probeAnswer(ordinary.url, request);
  const headers = ownHeadersOf(answer);
  const body = JSON.parse(answer.body) as object;
  const stages = [
    {
      name: 'node:http that parses',
      server: await bench.start({ kind: 'raw', headers, body, parses: true }),
    },
    { name: '+ Nest, Express, body parsers', server: await plain('body') },
    { name: '+ ValidationPipe', server: await plain('body', 'validation') },
    {
      name: '+ helmet, log, guard',
      server: await plain('body', 'validation', 'helmet', 'log', 'guard'),
    },
    { name: 'the service, lane off', server: ordinary },
    { name: 'the service', server: await bench.startService() },
  ];
  return compareStages(bench, 'introspect', stages, request);
}

async function compareStages(
  bench: Bench,
  work: string,
  stages: Stage[],
  request: HttpRequest,
): Promise<Result[]> {
  const encoded = encode(request);
  const subjects = Object.fromEntries(
    stages.map(({ name, server }): [string, Subject] => [
      name,
      requestsTo(server, () => encoded, AWAKE),
    ]),
  );
  const measured = await bench.alternate(subjects, ROUNDS);
  await bench.stopServers();
  const rounds = stages.map(({ name }) => measured[name] ?? []);
  return stages.map(({ name }, index) => ({
    work: `${work}: ${name}`,
    measured: perSecond(median((rounds[index] ?? []).map((round) => round.perSecond))),
    cpuMicroseconds: median((rounds[index] ?? []).map((round) => round.cpuMicroseconds)),
    ...(index > 0 && { reference: `+ ${moreThan(rounds[index - 1] ?? [], rounds[index] ?? [])}` }),
  }));
}

function moreThan(before: Measurement[], after: Measurement[]): string {
  const differences = after.map(
    (round, index) => round.cpuMicroseconds - (before[index]?.cpuMicroseconds ?? NaN),
  );
  return `${median(differences).toFixed(1)} µs`;
}
