/** SQL: when a token expires. A token that never expires is the last one. */
export const EXPIRY = `coalesce(token.expires_at, 'infinity')`;
