import { maskSecrets } from '../platform/logging/secret-mask.js';

export const EXCERPT_BYTES = 1_024;

/** U+0000 is what PostgreSQL cannot store; the other controls are of no use to a reader. */
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** The beginning of an answer as it is shown: a receiver may have repeated what it was sent. */
export function excerptOf(body: Buffer): string {
  const text = body.subarray(0, EXCERPT_BYTES).toString('utf8');
  return maskSecrets(text.replace(CONTROLS, '')).toWellFormed();
}
