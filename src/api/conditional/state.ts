import { digestPart } from './entity-tag.js';

/**
 * The state of a resource: a digest of what clients change about it. What its use changes, the time
 * that passes, and what only some callers see are no part of it.
 */
export type StateOf<T> = (thing: T) => string;

/**
 * The state that these properties make. An entity and the resource that shows it have the same one,
 * as long as both call the properties the same: dates count as they are sent, and the order of the
 * keys in an object, which the database does not keep, does not count.
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

/** Of what is there but has no state of its own, such as a list: no tag can hold a quote. */
export const withoutState: StateOf<unknown> = () => '"';

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
