import { withoutPrototype } from '../../platform/without-prototype.js';
import type { HeaderList } from './answer-head.js';

const HEADERS = Symbol('headers');

/** What a route answers a gateway, which reads nothing but headers. */
export interface HeadersOnly {
  readonly [HEADERS]: HeaderList;
}

export function headersOnly(headers: HeaderList): HeadersOnly {
  return withoutPrototype({ [HEADERS]: headers });
}

/** @returns undefined for any other answer */
export function headersOf(answer: unknown): HeaderList | undefined {
  return typeof answer === 'object' && answer !== null
    ? (answer as Partial<HeadersOnly>)[HEADERS]
    : undefined;
}
