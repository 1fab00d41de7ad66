import type { Call, Query } from './call.js';
import type { ChangeOptions } from './request-options.js';

export function reading(path: string, query?: object): Call {
  return { method: 'GET', path, query: query as Query | undefined, repetition: 'safe' };
}

/** Makes something, once for each `Idempotency-Key`. */
export function creating(path: string, body: unknown): Call {
  return { method: 'POST', path, body, repetition: 'keyed' };
}

/** A question, or what comes to the same however often it is sent. */
export function asking(path: string, body: unknown): Call {
  return { method: 'POST', path, body, repetition: 'safe' };
}

/** What may come to something else when it is sent twice. */
export function acting(path: string, body?: unknown): Call {
  return { method: 'POST', path, body, repetition: 'never' };
}

export function putting(path: string, body: unknown): Call {
  return { method: 'PUT', path, body, repetition: 'safe' };
}

/** Somebody else may change the same between two attempts, unless it is bound to what was read. */
export function changing(path: string, body: unknown, options: ChangeOptions = {}): Call {
  const repetition = options.ifMatch === undefined ? 'never' : 'safe';
  return { method: 'PATCH', path, body, repetition };
}

export function deleting(path: string): Call {
  return { method: 'DELETE', path, repetition: 'safe' };
}
