import type { Answer, Api } from './api.js';

const FORM = 'application/x-www-form-urlencoded';

export function introspect(api: Api, token: string): Promise<Answer> {
  return api.post('/api/tokens/_introspect', { token });
}

export function introspectAll(api: Api, tokens: unknown): Promise<Answer> {
  return api.post('/api/tokens/_introspect-batch', { tokens });
}

/** Introspects with a form, as most clients of RFC 7662 do. */
export function introspectForm(api: Api, fields: string | Record<string, string>): Promise<Answer> {
  return api.post('/api/tokens/_introspect', new URLSearchParams(fields).toString(), {
    headers: { 'Content-Type': FORM },
  });
}

/** The whole response, except for values that differ between requests. */
export function seenOf({ status, headers, text }: Answer): object {
  const seen = Object.fromEntries(headers);
  delete seen.date;
  delete seen['x-request-id'];
  return { status, headers: seen, text };
}
