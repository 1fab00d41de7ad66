import { maskSecrets } from './secret-mask.js';

/** The first line of a stack that is the service's own, such as `at async Class.method (…)`. */
const OWN_FRAME = /^ +at (?:async |new )?(\S+) \((?!.*node_modules)(?:file:|\/).*\)$/m;

/**
 * Neither the statement nor the parameters of a failed query, which may hold what people wrote, nor
 * the paths of a stack: the function that failed is enough to find the place.
 */
export function describeError(error: Error & { code?: unknown }) {
  return {
    type: error.name,
    code: error.code,
    message: maskSecrets(error.message),
    in: OWN_FRAME.exec(error.stack ?? '')?.[1],
  };
}
