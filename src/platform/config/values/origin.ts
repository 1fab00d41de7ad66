/** Drops a trailing slash, a default port and upper case; keeps what is no origin as it is. */
export function parseOrigin(text: string): string {
  const trimmed = text.trim();
  if (!/^https?:\/\//i.test(trimmed) || !URL.canParse(trimmed)) {
    return trimmed;
  }
  const { href, origin } = new URL(trimmed);
  return href === `${origin}/` ? origin : trimmed;
}
