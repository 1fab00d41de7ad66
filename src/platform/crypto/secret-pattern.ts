export const DEFAULT_TOKEN_PREFIX = 'i5';

/** What `TOKEN_PREFIX` may be, as a regular expression. With `whse`, `whsec_` would be a token. */
export const TOKEN_PREFIX = '[a-z][a-z0-9_]{0,15}';

/**
 * The whole value of a session, a token or a child token, as a regular expression. Values keep the
 * prefix that was configured when they were issued, so every possible prefix is recognized.
 * The signing secret of a webhook is none of them.
 */
export const SECRET_VALUE = `(?:i5s|${TOKEN_PREFIX}[tc])_(?<!whsec_)[0-9A-Za-z]{42}`;
