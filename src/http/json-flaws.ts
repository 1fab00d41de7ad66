const MAX_DEPTH = 32;

/**
 * What PostgreSQL, JavaScript or a reader could not keep as it was sent: NUL, lone surrogates,
 * integers beyond 2^53, `__proto__`, and nesting deeper than 32.
 *
 * @returns the end of a sentence that begins with "The body", or null
 */
export function findFlaw(root: unknown): string | null {
  const pending: [value: unknown, depth: number][] = [[root, 0]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [value, depth] = next;
    const flaw = flawOfScalar(value);
    if (flaw !== null) return flaw;
    if (typeof value !== 'object' || value === null) continue;
    if (depth === MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH} levels`;
    for (const [key, child] of Object.entries(value)) {
      if (key === '__proto__') return 'has a property named __proto__';
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
