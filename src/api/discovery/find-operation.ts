import { operationOf } from '../openapi/operation.js';
import type { Operation } from '../openapi/operation.js';
import { describedRoutes } from '../openapi/api-route.decorator.js';
import type { PathParams } from './is-permitted.js';

export interface FoundOperation {
  operation: Operation;
  params: PathParams;
}

interface Candidate {
  operation: Operation;
  pattern: RegExp;
  names: string[];
}

const PARAMETER = /\{(\w+)\}/g;

let known: readonly Candidate[] | null = null;

/**
 * Finds the operation that handles a request, by the rules of the router: a path ignores case and a
 * slash at its end, a fixed segment goes before a parameter, and `HEAD` is handled like `GET`.
 *
 * @param path without a query
 * @returns `null` if there is no such operation
 */
export function findOperation(method: string, path: string): FoundOperation | null {
  known ??= allCandidates();
  const handled = method === 'HEAD' ? 'GET' : method;
  for (const { operation, pattern, names } of known) {
    const values = operation.method === handled ? pattern.exec(path) : null;
    if (values !== null) return toFound(operation, names, values.slice(1));
  }
  return null;
}

/** Those with the fewest parameters first. */
function allCandidates(): Candidate[] {
  return [...describedRoutes.keys()]
    .map((id): Candidate => {
      const operation = operationOf(id);
      const { path } = operation;
      return {
        operation,
        pattern: new RegExp(
          `^${path.replaceAll('.', '\\.').replace(PARAMETER, '([^/]+)')}/?$`,
          'i',
        ),
        names: Array.from(path.matchAll(PARAMETER), ([, name]) => name ?? ''),
      };
    })
    .sort((one, other) => one.names.length - other.names.length);
}

/** @returns `null` for a path with broken escapes, which the router refuses */
function toFound(operation: Operation, names: string[], values: string[]): FoundOperation | null {
  try {
    const decoded = values.map((value) => decodeURIComponent(value));
    const params = Object.fromEntries(names.map((name, index) => [name, decoded[index] ?? '']));
    return { operation, params };
  } catch {
    return null;
  }
}
