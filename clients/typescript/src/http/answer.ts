/** The status and the headers of a response. */
export interface AnswerInfo {
  status: number;
  headers: Headers;
  /** Identifies the request in the log of the service. */
  requestId: string | null;
  /** The entity tag, for `ifMatch`. */
  etag: string | null;
  /** Whether this repeats the response to an earlier request with the same `Idempotency-Key`. */
  replayed: boolean;
}

export interface Answer<Body> {
  body: Body;
  info: AnswerInfo;
  /** Whether an earlier attempt of the same call got no response. */
  afterLostAnswer: boolean;
}

const known = new WeakMap<object, AnswerInfo>();

/** @param resource a resource that a call has returned. @returns undefined for any other object */
export function answerInfo(resource: object): AnswerInfo | undefined {
  return known.get(resource);
}

/** @returns the entity tag of a resource that a call has returned, for `ifMatch` */
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

/** Stored next to the resource, so that copies and comparisons of a resource contain only its fields. */
export function remember(body: unknown, info: AnswerInfo): void {
  if (typeof body === 'object' && body !== null) known.set(body, info);
}
