/**
 * Where a form is taken, because the RFC of the endpoint says so. A token in it is what the request
 * is about, not what authenticates it.
 */
const FORM_ROUTES = new Set([
  '/api/tokens/_introspect', // RFC 7662, section 2.1
  '/api/oauth/token', // RFC 8693, section 2.1
  '/api/oauth/revoke', // RFC 7009, section 2.1
]);

export function takesForm(path: string): boolean {
  return FORM_ROUTES.has(path);
}
