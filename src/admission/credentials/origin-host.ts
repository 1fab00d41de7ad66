const HOST_PATTERN =
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*(?::[1-9]\d{0,4})?$/;

/** An `Origin` omits the default port of its scheme (RFC 6454, section 6.1). */
const DEFAULT_PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' };

export const HOST_MAX_LENGTH = 260;
/** The allowed characters. */
export const HOST_CHARACTERS = String.raw`^\s*[0-9A-Za-z.-]+(:[0-9]+)?\s*$`;

/** @returns the host in lower case; `null` if it is not a host name with an optional port */
export function normaliseHost(text: string): string | null {
  const host = text.trim().toLowerCase();
  const isHost =
    host.length <= HOST_MAX_LENGTH && HOST_PATTERN.test(host) && URL.canParse(`https://${host}`);
  return isHost ? host : null;
}

/** A `host` without a port matches every port. */
export function isOriginOfHost(origin: string | undefined, host: string): boolean {
  return origin !== undefined && hostsOfOrigin(origin).includes(host);
}

/** Only the host with its port, because the rest of the header can contain anything. */
export function hostOf(origin = ''): string | null {
  return URL.canParse(origin) ? new URL(origin).host || null : null;
}

/** All values of `host` that match this origin; none if the origin has no host. */
export function hostsOfOrigin(origin: string): string[] {
  if (!URL.canParse(origin)) return [];
  const { protocol, hostname, port } = new URL(origin);
  return hostname === ''
    ? []
    : [hostname, `${hostname}:${port || (DEFAULT_PORTS[protocol] ?? '')}`];
}

/** Whether every origin that `narrow` matches also matches `wide`. */
export function isHostWithin(narrow: string, wide: string): boolean {
  return narrow === wide || narrow.startsWith(`${wide}:`);
}
