import { etagOf } from './answer.js';
import type { Call } from './call.js';
import type { ChangeOptions, CreateOptions } from './request-options.js';

/** All headers but the credential. All attempts of a call use the key that is created here. */
export function headersOf(
  common: Readonly<Record<string, string>>,
  { body, headers: ofCall, repetition }: Call,
  { headers: ofCaller, idempotencyKey, ifMatch }: CreateOptions & ChangeOptions,
): Headers {
  const headers = new Headers({ Accept: 'application/json', ...common, ...ofCaller, ...ofCall });
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  if (repetition === 'keyed' && !headers.has('Idempotency-Key')) {
    headers.set('Idempotency-Key', idempotencyKey ?? crypto.randomUUID());
  }
  if (ifMatch !== undefined) headers.set('If-Match', tagOf(ifMatch));
  return headers;
}

function tagOf(ifMatch: string | object): string {
  const tag = typeof ifMatch === 'string' ? ifMatch : etagOf(ifMatch);
  if (tag === null) throw new TypeError('`ifMatch` is no resource that was read with an ETag.');
  return tag;
}
