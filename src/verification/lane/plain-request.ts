import type { IncomingMessage } from 'node:http';
import { MAX_SECRET_LENGTH, MIN_SECRET_LENGTH } from '../../admission/credentials/secret.js';
import { METHOD_HEADERS } from '../../admission/network/forwarded-request.js';
import { newRequestId } from '../../api/http/request-id.js';
import { URLENCODED } from '../../platform/http/form-media-types.js';
import { JSON_MEDIA_TYPE } from '../../platform/http/media-type.js';
/** The parts of a request that the lane reads. */
export interface PlainRequest {
  message: IncomingMessage;
  /** Milliseconds, by the monotonic clock. */
  startedAt: number;
  id: string;
  /** Without the question mark; empty if there is none. */
  query: string;
  /** The value of the only bearer credential. */
  secret: string;
  /** From `Content-Type`; `null` if it is missing or different. */
  bodyType: 'json' | 'form' | null;
  /** `Content-Length` in bytes; 0 if it is missing. */
  contentLength: number;
  /** `X-Forwarded-For`; `null` if it is missing. */
  forwardedFor: string | null;
  /** Whether a header names the method of the original request behind a gateway. */
  namesMethod: boolean;
}

const SCHEME = 'Bearer ';
const MIN_AUTHORIZATION_LENGTH = SCHEME.length + MIN_SECRET_LENGTH;
const MAX_AUTHORIZATION_LENGTH = SCHEME.length + MAX_SECRET_LENGTH;
const SPACE = /\s/;
const WHOLE_NUMBER = /^\d{1,9}$/;
/** The usual spellings. Nest accepts more. */
const BODY_TYPES: ReadonlyMap<string, 'json' | 'form'> = new Map([
  ...spellingsOf(JSON_MEDIA_TYPE).map((text) => [text, 'json'] as const),
  ...spellingsOf(URLENCODED).map((text) => [text, 'form'] as const),
]);
const ACCEPTED = new Set(['*/*', 'application/json', 'application/hal+json']);

/** Headers that the lane reads. */
type Read = 'authorization' | 'host' | 'type' | 'length' | 'accept' | 'forwarded' | 'method';

/** All headers that can affect a response. The lane leaves requests with a `doubt` to Nest. */
const MEANING: ReadonlyMap<string, Read | 'doubt'> = new Map<string, Read | 'doubt'>([
  ['authorization', 'authorization'],
  ['host', 'host'],
  ['content-type', 'type'],
  ['content-length', 'length'],
  ['accept', 'accept'],
  ['x-forwarded-for', 'forwarded'],
  ...METHOD_HEADERS.map((name): [string, 'method'] => [name, 'method']),
  ['x-forwarded-host', 'doubt'],
  ['x-forwarded-proto', 'doubt'],
  ['cookie', 'doubt'],
  ['dpop', 'doubt'],
  ['origin', 'doubt'],
  ['content-encoding', 'doubt'],
  ['transfer-encoding', 'doubt'],
  ['expect', 'doubt'],
  ['upgrade', 'doubt'],
  ['idempotency-key', 'doubt'],
  ['if-match', 'doubt'],
  ['if-none-match', 'doubt'],
]);

/**
 * Reads the raw headers once. `request.headers` would build an object of all headers, which costs
 * more than the rest of the lane.
 *
 * @returns `null` for a request that the lane leaves to Nest
 */
export function readPlainRequest(
  message: IncomingMessage,
  query: string,
  startedAt: number,
): PlainRequest | null {
  if (message.httpVersion !== '1.1') return null;
  const { rawHeaders } = message;
  let authorization: string | null = null;
  let host: string | null = null;
  let contentType: string | null = null;
  let contentLength: string | null = null;
  let forwardedFor: string | null = null;
  let namesMethod = false;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const meaning = MEANING.get((rawHeaders[i] as string).toLowerCase());
    if (meaning === undefined) continue;
    const value = rawHeaders[i + 1] as string;
    switch (meaning) {
      case 'authorization':
        if (authorization !== null) return null;
        authorization = value;
        break;
      case 'host':
        if (host !== null) return null;
        host = value;
        break;
      case 'type':
        if (contentType !== null) return null;
        contentType = value;
        break;
      case 'length':
        if (contentLength !== null || !WHOLE_NUMBER.test(value)) return null;
        contentLength = value;
        break;
      case 'forwarded':
        if (forwardedFor !== null) return null;
        forwardedFor = value;
        break;
      case 'accept':
        if (!ACCEPTED.has(value)) return null;
        break;
      case 'method':
        namesMethod = true;
        break;
      case 'doubt':
        return null;
    }
  }
  if (authorization === null || host === null || host === '') return null;
  const { length } = authorization;
  if (length < MIN_AUTHORIZATION_LENGTH || length > MAX_AUTHORIZATION_LENGTH) return null;
  // Nest ignores white space around the credential.
  if (!authorization.startsWith(SCHEME) || SPACE.test(authorization.slice(SCHEME.length))) {
    return null;
  }
  return {
    message,
    startedAt,
    id: newRequestId(),
    query,
    secret: authorization.slice(SCHEME.length),
    bodyType: BODY_TYPES.get(contentType ?? '') ?? null,
    contentLength: Number(contentLength ?? 0),
    forwardedFor,
    namesMethod,
  };
}

function spellingsOf(mediaType: string): string[] {
  return [mediaType, `${mediaType};charset=utf-8`, `${mediaType}; charset=utf-8`];
}
