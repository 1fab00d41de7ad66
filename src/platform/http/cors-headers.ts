/** What pages of other origins may send, in addition to what CORS always allows. */
export const ALLOWED_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

export const ALLOWED_HEADERS = [
  'Accept',
  'Authorization',
  'Content-Type',
  'DPoP',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'Last-Event-ID',
];

/** The response headers that they may read, in addition to what CORS always allows. */
export const EXPOSED_HEADERS = [
  'Deprecation',
  'DPoP-Nonce',
  'ETag',
  'Idempotency-Replayed',
  'Link',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Sunset',
  'WWW-Authenticate',
  'X-Request-Id',
];

/** How long a browser caches the answer to a preflight request. */
export const MAX_AGE_SECONDS = 600;
