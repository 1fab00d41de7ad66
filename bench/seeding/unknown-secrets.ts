import { generateSecret } from '../../src/admission/credentials/secret.js';

/** Well-formed, and no token's. */
export function unknownSecrets(count: number): string[] {
  return Array.from({ length: count }, () => generateSecret('i5t_'));
}
