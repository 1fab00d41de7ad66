/** What the pages of another origin may send, beside what every page may. */
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

/** What they may read of an answer, beside what every page may. */
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

/** For how long a browser need not ask again. */
export const MAX_AGE_SECONDS = 600;
