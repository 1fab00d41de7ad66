export const USER_ROLES = ['admin', 'member'] as const;
export type UserRole = (typeof USER_ROLES)[number];

export const PERMISSIONS = [
  'assistants:create',
  'tokens:create',
  'tokens:introspect',
  'audit:read',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const DEFAULT_PERMISSIONS: readonly Permission[] = ['assistants:create', 'tokens:create'];

export const CREDENTIAL_KINDS = ['session', 'personal', 'assistant', 'child'] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

/** An admin may everything, whatever else is stored. */
export function permissionsOf(user: {
  role: UserRole;
  permissions: readonly Permission[];
}): readonly Permission[] {
  return user.role === 'admin' ? PERMISSIONS : user.permissions;
}

/** Who presents a credential, and what it is limited to. Plain data. */
export interface Principal {
  kind: CredentialKind;
  /** Id of the token, or of the session. */
  credentialId: string;
  /** Which secret of the token was presented; null for a session and a child. */
  secretVersion: number | null;
  userId: string;
  username: string;
  displayName: string;
  role: UserRole;
  /** What the user may do with it: everything for an admin, nothing with an assistant or child token. */
  permissions: readonly Permission[];
  /** The user holds an active AI seat. */
  seat: boolean;
  /** The one assistant an assistant or child token reaches; null for the other kinds. */
  assistant: AssistantScope | null;
  /** What is special to a child token; null for the other kinds. */
  child: ChildScope | null;
  readOnly: boolean;
  /** Comma-separated CIDR blocks that the client address must be in. */
  cidr: string | null;
  /** What the host of the `Origin` header must be. */
  host: string | null;
  /** When the token, not its present secret, was made. */
  issuedAt: Date;
  /** Of the token itself; its kind may have a lower one. */
  rateLimitPerMinute: number | null;
  /** Of a child: the end of whatever it rests on, if that is earlier. */
  expiresAt: Date | null;
  /** When the overlap of the presented secret ends; null: it is current, or a child. */
  retiresAt: Date | null;
}

export interface AssistantScope {
  id: string;
  naturalId: string;
  /** The user of the token may (still) see this assistant. */
  reachable: boolean;
}

export interface ChildScope {
  /** The token it was derived from; null for the callback token of a webhook. */
  parentId: string | null;
  /** How many requests a minute that one may make, its children included. */
  parentRateLimitPerMinute: number | null;
  /** The webhook whose callback token it is. */
  webhookId: string | null;
  /** The one chat it reaches; null: all that its parent gives it. */
  chatId: string | null;
  /** Thumbprint (RFC 7638) of the key that proves each use (RFC 9449); null for a bearer token. */
  jkt: string | null;
}

/** Who asks, and from where: what services decide on and audit records name. */
export interface Caller {
  principal: Principal;
  address: string;
}
