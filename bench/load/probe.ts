import type { Answer } from './answer.js';
import { Connection } from './connection.js';
import { encode } from './http-request.js';
import type { HttpRequest } from './http-request.js';
import { checkAnswer } from './run.js';

/** 405: another route has a path that fits. */
const NOT_THERE = [404, 405];

/** The service does not have this route yet. */
export class NotThereError extends Error {}

/**
 * Asks once before asking a million times.
 *
 * @throws NotThereError when the answer is 404 or 405
 */
export async function probeAnswer(url: string, request: HttpRequest): Promise<Answer> {
  const connection = await Connection.open(url);
  try {
    const answer = await connection.ask(encode(request));
    if (NOT_THERE.includes(answer.status)) throw new NotThereError(request.path);
    checkAnswer(answer);
    return answer;
  } finally {
    connection.close();
  }
}

/** {@link probeAnswer}, for the body alone. */
export async function probe(url: string, request: HttpRequest): Promise<string> {
  const { body } = await probeAnswer(url, request);
  return Buffer.from(body, 'latin1').toString();
}

/** {@link probe} of an answer in JSON. */
export async function probeJson(
  url: string,
  request: HttpRequest,
): Promise<Record<string, unknown>> {
  return JSON.parse(await probe(url, request)) as Record<string, unknown>;
}
