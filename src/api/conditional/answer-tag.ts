import type { Response } from 'express';
import { isHal } from '../hal/hal.interceptor.js';
import { stateTag, weakTag } from './entity-tag.js';

/** What is sent of a body. */
export interface TaggedText {
  text: string;
  /** Once it was asked for. */
  weakTag?: string;
}

/** @returns the entity tag of the answer; null when it has none */
export function answerTag(response: Response, body: object, sent: TaggedText): string | null {
  const { stateOf, method } = response.req;
  if (stateOf !== undefined) {
    return stateTag(stateOf(body), isKept(response) ? sent.text : null);
  }
  if (!isRead(method) || !isHal(body)) return null;
  return (sent.weakTag ??= weakTag(sent.text));
}

export function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function isKept(response: Response): boolean {
  return response.getHeader('Cache-Control') !== 'no-store';
}
