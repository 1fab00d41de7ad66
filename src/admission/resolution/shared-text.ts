import { LRUCache } from 'lru-cache';

const MAX_TEXTS = 20_000;
const texts = new LRUCache<string, string>({ max: MAX_TEXTS });

/** The same text as before, in the same place of memory: many tokens have one user. */
export function sharedText(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  texts.set(text, text);
  return text;
}
