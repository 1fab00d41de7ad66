const MAX_DEPTH = 32;

/** Far more than any request needs. Bounds the response, which has an entry per unknown field. */
export const MAX_FIELDS = 100;

/** Nest's validation drops properties of these names at any depth. */
const DROPPED_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/** Every object inherits these, so the validation treats them as known properties. */
const INHERITED_NAMES = new Set(Object.getOwnPropertyNames(Object.prototype));

/**
 * Finds values that PostgreSQL or JavaScript cannot represent: NUL, lone surrogates, integers
 * beyond 2^53, names such as `__proto__`, nesting deeper than 32, and more than 100 fields.
 *
 * @returns the end of a sentence that starts with "The body" or "The query"; `null` if there is
 *   none
 */
export function findFlaw(root: unknown): string | null {
  const pending: [value: unknown, depth: number][] = [[root, 0]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [value, depth] = next;
    const flaw = flawOfScalar(value);
    if (flaw !== null) return flaw;
    if (typeof value !== 'object' || value === null) continue;
    if (depth === MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH} levels`;
    const entries = Object.entries(value);
    if (depth === 0 && entries.length > MAX_FIELDS) return `has more than ${MAX_FIELDS} fields`;
    for (const [key, child] of entries) {
      if (DROPPED_NAMES.has(key) || (depth === 0 && INHERITED_NAMES.has(key))) {
        return `has a property named ${key}`;
      }
      const flawOfKey = flawOfScalar(key);
      if (flawOfKey !== null) return flawOfKey;
      pending.push([child, depth + 1]);
    }
  }
  return null;
}

function flawOfScalar(value: unknown): string | null {
  if (typeof value === 'string') {
    if (value.includes('\0')) return 'has a NUL character';
    if (!value.isWellFormed()) return 'has half of a surrogate pair';
  }
  if (typeof value === 'number' && !isExact(value)) return 'has a number that is out of range';
  return null;
}

function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}
