import { checksum } from '../../src/admission/credentials/secret.js';

/** What the token of this number was seeded with: the load computes it instead of keeping millions. */
export function seededSecret(n: number, prefix = 'i5t_'): string {
  const random = String(n).padStart(36, '0');
  return `${prefix}${random}${checksum(random)}`;
}

/** A UUID v7: a millisecond for each token since {@link FIRST_MILLISECOND}. */
export function seededId(n: number): string {
  const time = (FIRST_MILLISECOND + n).toString(16).padStart(12, '0');
  const rest = n.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${rest}`;
}

/** 2025-01-01. */
export const FIRST_MILLISECOND = 1_735_689_600_000;
