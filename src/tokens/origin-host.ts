const HOST_PATTERN =
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*(?::\d{1,5})?$/;

/** @returns the host in lower case, or null when it is not a host name with an optional port. */
export function normaliseHost(text: string): string | null {
  const host = text.trim().toLowerCase();
  return host.length <= 260 && HOST_PATTERN.test(host) ? host : null;
}

/** `host` without a port stands for the host on any port. */
export function isOriginOfHost(origin: string | undefined, host: string): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  return host.includes(':') ? url.host === host : url.hostname === host;
}
