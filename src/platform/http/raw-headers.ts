/**
 * Counts how often a header was sent.
 *
 * @param rawHeaders names and values in turn, from `IncomingMessage.rawHeaders`
 * @param name in lower case
 */
export function countHeader(rawHeaders: string[], name: string): number {
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const header = rawHeaders[i] ?? '';
    if (header.length === name.length && header.toLowerCase() === name) count++;
  }
  return count;
}
