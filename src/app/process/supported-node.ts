/**
 * The lowest supported minor version of each major version, and all later major versions. Lower ones
 * drop the headers of a request after the 1,000th without a word. `engines` in package.json is the same.
 */
const LOWEST_MINOR = new Map([
  [24, 19],
  [26, 6],
]);
const LAST_MAJOR = Math.max(...LOWEST_MINOR.keys());

/** The supported versions as part of a sentence, which the documentation repeats. */
export const SUPPORTED_NODE = [...LOWEST_MINOR]
  .map(([major, minor]) =>
    major === LAST_MAJOR ? `${major}.${minor} and newer` : `${major} from ${major}.${minor}`,
  )
  .join(', or ');

/**
 * Prints one sentence instead on a version of Node.js that is not supported. That version may be unable
 * to read newer code, so `run` must import what it runs.
 */
export async function onSupportedNode(run: () => Promise<unknown>): Promise<void> {
  const { node } = process.versions;
  if (isSupported(node)) {
    await run();
    return;
  }
  process.stderr.write(
    `The service runs on Node.js ${SUPPORTED_NODE}, and this is ${node}: start it with npm start, which uses the version that npm ci installs.\n`,
  );
  process.exitCode = 1;
}

export function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > LAST_MAJOR || minor >= (LOWEST_MINOR.get(major) ?? Infinity);
}
