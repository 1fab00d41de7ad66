import { maskSecrets } from './secret-mask.js';

/** The first stack frame outside node_modules, such as `at async Class.method (…)`. */
const OWN_FRAME = /^ +at (?:async |new )?(\S+) \((?!.*node_modules)(?:file:|\/).*\)$/m;

/**
 * Describes an error for the log. It leaves out the statement and parameters of a failed query,
 * which may contain data of users, and the paths of the stack: the name of the function is enough.
 */
export function describeError(error: Error & { code?: unknown }) {
  return {
    type: error.name,
    code: error.code,
    message: maskSecrets(error.message),
    in: OWN_FRAME.exec(error.stack ?? '')?.[1],
  };
}
