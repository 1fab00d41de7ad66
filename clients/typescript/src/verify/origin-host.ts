/** An `Origin` omits the default port of its scheme (RFC 6454, section 6.1). */
const DEFAULT_PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' };

/** @param host matches every port when it has no port */
export function isOriginOfHost(origin: string | undefined, host: string): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  const { protocol, hostname, port } = new URL(origin);
  const full = `${hostname}:${port || (DEFAULT_PORTS[protocol] ?? '')}`;
  return hostname !== '' && (host === hostname || host === full);
}
