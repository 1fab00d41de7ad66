import type { Call, Query } from './call.js';
import type { ChangeOptions } from './request-options.js';

export function reading(path: string, query?: object): Call {
  return { method: 'GET', path, query: query as Query | undefined, repetition: 'safe' };
}

/** Creates something, once for each `Idempotency-Key`. */
export function creating(path: string, body: unknown): Call {
  return { method: 'POST', path, body, repetition: 'keyed' };
}

/** Reads, or has the same effect however often it is sent. */
export function asking(path: string, body: unknown): Call {
  return { method: 'POST', path, body, repetition: 'safe' };
}

/** May have another effect when it is sent twice. */
export function acting(path: string, body?: unknown): Call {
  return { method: 'POST', path, body, repetition: 'never' };
}

export function putting(path: string, body: unknown): Call {
  return { method: 'PUT', path, body, repetition: 'safe' };
}

/** Without `ifMatch`, a retry could overwrite a change that somebody else made in between. */
export function changing(path: string, body: unknown, options: ChangeOptions = {}): Call {
  const repetition = options.ifMatch === undefined ? 'never' : 'safe';
  return { method: 'PATCH', path, body, repetition };
}

export function deleting(path: string): Call {
  return { method: 'DELETE', path, repetition: 'safe' };
}
