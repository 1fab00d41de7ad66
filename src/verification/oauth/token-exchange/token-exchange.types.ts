/** RFC 8693, section 2.1. */
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** RFC 8693, section 3. */
export const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token';
export const JWT_TYPE = 'urn:ietf:params:oauth:token-type:jwt';

export const ISSUED_TOKEN_TYPES = [ACCESS_TOKEN_TYPE, JWT_TYPE] as const;
export type IssuedTokenType = (typeof ISSUED_TOKEN_TYPES)[number];

export const JWT_MAX_SECONDS = 60;
