export const ROUTE_PREFIX = 'api';

/** The first segments of paths without the prefix. */
export const UNPREFIXED = ['health', '.well-known'] as const;

/** @param path the path in the controller, without slashes at its ends */
export function addressOfRoute(path: string): string {
  const [first] = path.split('/', 1);
  const isUnprefixed = UNPREFIXED.some((unprefixed) => unprefixed === first);
  return ['', ...(isUnprefixed ? [] : [ROUTE_PREFIX]), ...(path === '' ? [] : [path])].join('/');
}
