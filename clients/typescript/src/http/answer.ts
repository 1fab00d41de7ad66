/** What came with an answer, beside its body. */
export interface AnswerInfo {
  status: number;
  headers: Headers;
  /** Names the request in the log of the service. */
  requestId: string | null;
  /** For `ifMatch`. */
  etag: string | null;
  /** This is the answer that an earlier request with the same `Idempotency-Key` got. */
  replayed: boolean;
}

export interface Answer<Body> {
  body: Body;
  info: AnswerInfo;
  /** An earlier attempt of the same call got no answer. */
  afterLostAnswer: boolean;
}

const known = new WeakMap<object, AnswerInfo>();

/** @returns what came with the answer that a call has returned; undefined for anything else */
export function answerInfo(resource: object): AnswerInfo | undefined {
  return known.get(resource);
}

/** @returns the ETag of a resource that a call has returned, for `ifMatch` */
export function etagOf(resource: object): string | null {
  return known.get(resource)?.etag ?? null;
}

export function infoOf({ status, headers }: Response): AnswerInfo {
  return {
    status,
    headers,
    requestId: headers.get('X-Request-Id'),
    etag: headers.get('ETag'),
    replayed: headers.get('Idempotency-Replayed') === 'true',
  };
}

/** Beside the resource rather than in it: what is spread, compared or stored has nothing more. */
export function remember(body: unknown, info: AnswerInfo): void {
  if (typeof body === 'object' && body !== null) known.set(body, info);
}
