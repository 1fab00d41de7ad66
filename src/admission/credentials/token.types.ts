export const TOKEN_TYPES = ['personal', 'assistant'] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

/** The types in the list of the tokens of an assistant. */
export const LISTED_TOKEN_TYPES = [...TOKEN_TYPES, 'child'] as const;
export type ListedTokenType = (typeof LISTED_TOKEN_TYPES)[number];

/** The life of a token itself. */
const TOKEN_STATUSES = ['active', 'paused', 'expired', 'revoked'] as const;
export type TokenStatus = (typeof TOKEN_STATUSES)[number];

/** With what the rights of the owner make of it. */
export const SHOWN_TOKEN_STATUSES = [...TOKEN_STATUSES, 'suspended', 'noncompliant'] as const;
export type ShownTokenStatus = (typeof SHOWN_TOKEN_STATUSES)[number];

/** Who or what paused a token. */
export const PAUSE_CAUSES = ['user', 'policy', 'leak'] as const;
export type PauseCause = (typeof PAUSE_CAUSES)[number];

export const RESTRICT_KINDS = ['cidr', 'host'] as const;
export type RestrictKind = (typeof RESTRICT_KINDS)[number];

export const ON_REUSE = ['alert', 'revoke'] as const;
export type OnReuse = (typeof ON_REUSE)[number];

export type RevocationReason =
  'revoked' | 'reused' | 'leaked' | 'assistant_deleted' | 'user_deleted';

/** The values of `embed` for a single token. */
export const TOKEN_EMBEDS = ['assistant', 'children'] as const;
/** The values of `embed` for a list of tokens. */
export const LISTED_TOKEN_EMBEDS = ['assistant'] as const;
