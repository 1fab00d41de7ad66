import { digestPart } from './entity-tag.js';

/**
 * Computes the state of a resource: a digest of the properties that clients can change. It excludes
 * what changes through usage or time, and what only some callers see.
 */
export type StateOf<T> = (thing: T) => string;

/**
 * Derives the state from these properties. An entity and its resource get the same state if their
 * properties have the same names. Dates are compared in the format of the API, and objects without
 * regard to the order of keys, which the database does not preserve.
 */
export function stateBy<K extends string>(...properties: K[]): StateOf<Record<K, unknown>> {
  return (thing) =>
    digestPart(
      JSON.stringify(
        properties.map((property) => thing[property]),
        sortKeys,
      ),
    );
}

/** For something that exists but has no state, such as a list. No tag can contain a quote. */
export const withoutState: StateOf<unknown> = () => '"';

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
