import { maskSecrets } from '../../platform/logging/secret-mask.js';

export const EXCERPT_BYTES = 1_024;

/** PostgreSQL cannot store U+0000. The other control characters do not help a reader. */
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** The beginning of a response, with secrets masked: a receiver may echo the request. */
export function excerptOf(body: Buffer): string {
  const text = body.subarray(0, EXCERPT_BYTES).toString('utf8');
  return maskSecrets(text.replace(CONTROLS, '')).toWellFormed();
}
