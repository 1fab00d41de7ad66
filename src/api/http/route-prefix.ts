export const ROUTE_PREFIX = 'api';

/** The first parts of the paths that have no prefix. */
export const UNPREFIXED = ['health', '.well-known'] as const;

/** @param path of a route as its controller has it, without a slash at its ends */
export function addressOfRoute(path: string): string {
  const [first] = path.split('/', 1);
  const isUnprefixed = UNPREFIXED.some((unprefixed) => unprefixed === first);
  return ['', ...(isUnprefixed ? [] : [ROUTE_PREFIX]), ...(path === '' ? [] : [path])].join('/');
}
