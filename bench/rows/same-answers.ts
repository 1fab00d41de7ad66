import { ownHeadersOf } from '../load/answer.js';
import type { HttpRequest } from '../load/http-request.js';
import { probeAnswer } from '../load/probe.js';
import type { ServerProcess } from '../processes/server-process.js';

/** @throws when a reference does not answer with the body and the headers of the service */
export async function requireSameAnswers(
  service: ServerProcess,
  references: ServerProcess[],
  request: HttpRequest,
): Promise<void> {
  const expected = await describeAnswer(service, request);
  for (const reference of references) {
    const found = await describeAnswer(reference, request);
    if (found !== expected) {
      throw new Error(`A reference answers\n${found}\nand the service\n${expected}`);
    }
  }
}

/** The id of a request is never the same. */
async function describeAnswer({ url }: ServerProcess, request: HttpRequest): Promise<string> {
  const answer = await probeAnswer(url, request);
  const headers = Object.entries(ownHeadersOf(answer)).map(([name, value]) => {
    const lowerCase = name.toLowerCase();
    return `${lowerCase}: ${lowerCase === 'x-request-id' ? '…' : value}`;
  });
  return [...headers.sort(), answer.body].join('\n');
}
