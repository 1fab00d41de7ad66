export const TOKEN_TYPES = ['personal', 'assistant'] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

export const TOKEN_STATUSES = ['active', 'expired', 'revoked'] as const;
export type TokenStatus = (typeof TOKEN_STATUSES)[number];

export const RESTRICT_KINDS = ['cidr', 'host'] as const;
export type RestrictKind = (typeof RESTRICT_KINDS)[number];

export const ON_REUSE = ['alert', 'revoke'] as const;
export type OnReuse = (typeof ON_REUSE)[number];

export type RevocationReason = 'revoked' | 'reused' | 'assistant_deleted' | 'user_deleted';

/** The values of `embed` for a single token. */
export const TOKEN_EMBEDS = ['assistant', 'children'] as const;
/** The values of `embed` for a list of tokens. */
export const LISTED_TOKEN_EMBEDS = ['assistant'] as const;
