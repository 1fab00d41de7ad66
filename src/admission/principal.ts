export const USER_ROLES = ['admin', 'member'] as const;
export type UserRole = (typeof USER_ROLES)[number];

/** A person, or a service account. */
export type UserKind = 'user' | 'service';

export const PERMISSIONS = [
  'assistants:create',
  'tokens:create',
  'tokens:introspect',
  'tokens:find',
  'audit:read',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const DEFAULT_PERMISSIONS: readonly Permission[] = ['assistants:create', 'tokens:create'];

export const CREDENTIAL_KINDS = ['session', 'personal', 'assistant', 'child'] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

/** Admins have every permission, whatever is stored. */
export function permissionsOf(user: {
  role: UserRole;
  permissions: readonly Permission[];
}): readonly Permission[] {
  return user.role === 'admin' ? PERMISSIONS : user.permissions;
}

/** The user behind a credential, and the limits of the credential. Plain data. */
export interface Principal {
  kind: CredentialKind;
  /** The id of the token or session. */
  credentialId: string;
  /** The version of the presented secret; `null` for sessions and child tokens. */
  secretVersion: number | null;
  userId: string;
  userKind: UserKind;
  username: string;
  displayName: string;
  role: UserRole;
  /** Empty for assistant and child tokens. */
  permissions: readonly Permission[];
  /** Whether the user holds an AI seat. */
  seat: boolean;
  /** The assistant that an assistant or child token is limited to; `null` for other kinds. */
  assistant: AssistantScope | null;
  /** Set for child tokens; `null` for other kinds. */
  child: ChildScope | null;
  readOnly: boolean;
  /** CIDR blocks of allowed client addresses, separated by commas. */
  cidr: string | null;
  /** The host that the `Origin` header must name. */
  host: string | null;
  /** When the token was created. Rotation does not change it. */
  issuedAt: Date;
  /** The limit of the token. The configured limit for its kind may be lower. */
  rateLimitPerMinute: number | null;
  /** When the credential expires. A child token expires with its parent or its parent's secret. */
  expiresAt: Date | null;
  /**
   * When the overlap of the presented secret ends; `null` for the current secret and child tokens.
   */
  retiresAt: Date | null;
}

export interface AssistantScope {
  id: string;
  naturalId: string;
  /** Whether the user of the token may still see the assistant. */
  reachable: boolean;
}

export interface ChildScope {
  /** The parent; `null` for callback tokens. */
  parentId: string | null;
  /** The parent's limit in requests per minute, which includes its children. */
  parentRateLimitPerMinute: number | null;
  /** The webhook that issued the callback token. */
  webhookId: string | null;
  /** The chat that the child is limited to; `null` for every chat that its parent reaches. */
  chatId: string | null;
  /** The thumbprint (RFC 7638) of the key that the token is bound to; `null` for a bearer token. */
  jkt: string | null;
}

/** Where a request comes from. */
export interface Client {
  address: string;
  userAgent?: string | undefined;
  requestId?: string | undefined;
}

/** The principal, and where the request comes from. */
export interface Caller extends Client {
  principal: Principal;
}
