/**
 * For what is answered often: Nest reads the source text of the constructor of whatever a route
 * returns, unless it has none.
 */
export function withoutPrototype<T extends object>(value: T): T {
  return Object.assign(Object.create(null) as T, value);
}
