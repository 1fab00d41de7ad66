import type { Response } from 'express';
import { isHal } from '../hal/curies.js';
import { stateTag, weakTag } from './entity-tag.js';

/**
 * @param text the serialized body
 * @returns the entity tag of the response; `null` if it has none
 */
export function answerTag(response: Response, body: object, text: string): string | null {
  const { stateOf, method } = response.req;
  if (stateOf !== undefined) {
    return stateTag(stateOf(body), isKept(response) ? text : null);
  }
  if (!isRead(method) || !isHal(body)) return null;
  return weakTag(text);
}

export function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function isKept(response: Response): boolean {
  return response.getHeader('Cache-Control') !== 'no-store';
}
