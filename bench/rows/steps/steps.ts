import type { Bench } from '../../bench.js';
import { ownHeadersOf } from '../../load/answer.js';
import { introspectionOf, verification } from '../../load/http-request.js';
import type { HttpRequest } from '../../load/http-request.js';
import { probeAnswer } from '../../load/probe.js';
import type { Result } from '../../report/result.js';
import type { PlainPart } from '../../servers/plain-nest/plain-nest.js';
import type { Row } from '../row.js';
import { profiledSteps } from './profiled-steps.js';
import { compareStages } from './stages.js';

const LANE_OFF = { VERIFICATION_LANE: 'off' };
const EMPTY = { 'Content-Length': '0' };

export const steps: Row = {
  name: 'steps',
  work: 'where the time goes',
  note: [
    'Steps: in the first lines, each server does one thing more than the server of the line above, and + µs is the CPU',
    'time that this adds. The lines with "lane" and "Nest" are samples of the call stack of the service, with its',
    'lane and without it. CPU µs is the part of the CPU time of one request that the step takes.',
  ].join('\n'),
  run: async (bench) => {
    const { secret, personal } = await bench.scene();
    const verify = verification(secret);
    const introspect = introspectionOf(personal, secret);
    const results = [
      ...(await verificationStages(bench, verify)),
      ...(await introspectionStages(bench, introspect)),
    ];
    await bench.stopServers();
    const lane = await bench.startService();
    const nest = await bench.startService(LANE_OFF);
    return [
      ...results,
      ...(await profiledSteps(bench, 'verify, lane', lane, verify)),
      ...(await profiledSteps(bench, 'verify, Nest', nest, verify)),
      ...(await profiledSteps(bench, 'introspect, lane', lane, introspect)),
      ...(await profiledSteps(bench, 'introspect, Nest', nest, introspect)),
    ];
  },
};

async function verificationStages(bench: Bench, request: HttpRequest): Promise<Result[]> {
  const lane = await bench.startService();
  const headers = ownHeadersOf(await probeAnswer(lane.url, request));
  const plain = (...parts: PlainPart[]) => bench.startPlainNest(parts);
  const raw = (own: Record<string, string>) => bench.start({ kind: 'raw', headers: own });
  return compareStages(
    bench,
    'verify',
    [
      { name: 'node:http', server: await raw(EMPTY) },
      { name: '+ its headers', server: await raw(headers) },
      { name: '+ Nest, Express, body parsers', server: await plain('body') },
      { name: '+ request id and log', server: await plain('body', 'log') },
      { name: '+ helmet', server: await plain('body', 'log', 'helmet') },
      { name: '+ guard with a Map', server: await plain('body', 'log', 'helmet', 'guard') },
      {
        name: 'the guard of Passport instead',
        server: await plain('body', 'log', 'helmet', 'passport'),
      },
      {
        name: '+ interceptor',
        server: await plain('body', 'log', 'helmet', 'passport', 'interceptor'),
      },
      { name: 'the service without its lane', server: await bench.startService(LANE_OFF) },
      { name: 'the service', server: lane },
    ],
    request,
  );
}

async function introspectionStages(bench: Bench, request: HttpRequest): Promise<Result[]> {
  const lane = await bench.startService();
  const answer = await probeAnswer(lane.url, request);
  const headers = ownHeadersOf(answer);
  const body = JSON.parse(answer.body) as object;
  const plain = (...parts: PlainPart[]) => bench.startPlainNest(parts);
  const raw = await bench.start({ kind: 'raw', headers, body, parses: true });
  return compareStages(
    bench,
    'introspect',
    [
      { name: 'node:http that parses', server: raw },
      { name: '+ Nest, Express, body parsers', server: await plain('body') },
      { name: '+ ValidationPipe', server: await plain('body', 'validation') },
      {
        name: '+ helmet, log, guard',
        server: await plain('body', 'validation', 'helmet', 'log', 'guard'),
      },
      { name: 'the service without its lane', server: await bench.startService(LANE_OFF) },
      { name: 'the service', server: lane },
    ],
    request,
  );
}
