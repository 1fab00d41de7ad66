/** The characters of a URI (RFC 3986, section 2). `URL` accepts more. */
const URI = /^https?:\/\/[!#-;=?-[\]_a-z~]+$/i;
const ESCAPE = /%([0-9a-f]{2})/gi;
const UNRESERVED = /[\w.~-]/;

/**
 * Normalizes an absolute http or https URI by syntax and scheme (RFC 3986, sections 6.2.2 and
 * 6.2.3) and drops query and fragment, for the comparison of RFC 9449, section 4.3.
 *
 * @returns `null` for anything else, and for a URI with credentials
 */
export function normaliseTarget(uri: string): string | null {
  if (!URI.test(uri) || !URL.canParse(uri)) return null;
  const { origin, pathname, username, password } = new URL(uri);
  return username + password === '' ? origin + normaliseEscapes(pathname) : null;
}

function normaliseEscapes(path: string): string {
  return path.replace(ESCAPE, (escape, digits: string) => {
    const character = String.fromCharCode(parseInt(digits, 16));
    return UNRESERVED.test(character) ? character : escape.toUpperCase();
  });
}
