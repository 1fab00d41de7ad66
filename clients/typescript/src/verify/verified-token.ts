import type { Schemas } from '../schema/operation-types.js';
import type { JwtClaims } from './jwt-claims.js';

/** A valid token. */
export interface VerifiedToken {
  /** The username of the owner. */
  username: string;
  /** The id of the owner. The service never gives it to another user. */
  subject: string;
  /** The id of the token. A rotation does not change it. */
  tokenId: string;
  /** null for a JWT, which does not contain it. */
  type: Schemas['CredentialKind'] | null;
  /** The natural id of the one assistant. null: every assistant that its user may use. */
  assistantId: string | null;
  /** The UUID of that assistant. Only a JWT contains it. */
  assistantUuid: string | null;
  /** What the token may do, such as `assistant:use`. */
  scope: readonly string[];
  /** Whether the token may use safe methods only. */
  readOnly: boolean;
  expiresAt: Date | null;
  /** The one chat that the token reaches. */
  chatId: string | null;
  /** The client address must be in one of these blocks, which are separated by commas. */
  cidr: string | null;
  /** The required host of the `Origin`. */
  host: string | null;
  /** The token needs a proof of possession (RFC 9449). The middleware refuses it. */
  isBound: boolean;
}

export function fromIntrospection(answer: Schemas['Introspection']): VerifiedToken {
  return {
    username: answer.username ?? '',
    subject: answer.sub ?? '',
    tokenId: answer.jti ?? '',
    type: answer.type ?? null,
    assistantId: answer.assistant_id ?? null,
    assistantUuid: null,
    scope: wordsOf(answer.scope),
    readOnly: answer.read_only !== false,
    expiresAt: answer.exp === undefined ? null : new Date(answer.exp * 1_000),
    chatId: answer.chat_id ?? null,
    cidr: answer.cidr ?? null,
    host: answer.host ?? null,
    isBound: answer.cnf !== undefined || answer.token_type === 'DPoP',
  };
}

/** A token with `cidr`, `host` or a chat cannot be exchanged for a JWT. */
export function fromClaims(claims: JwtClaims): VerifiedToken {
  return {
    username: claims.username,
    subject: claims.sub,
    tokenId: claims.token_id,
    type: null,
    assistantId: claims.assistant_id ?? null,
    assistantUuid: claims.assistant_uuid ?? null,
    scope: wordsOf(claims.scope),
    readOnly: claims.read_only !== false,
    expiresAt: new Date(claims.exp * 1_000),
    chatId: null,
    cidr: null,
    host: null,
    isBound: claims.cnf !== undefined,
  };
}

function wordsOf(scope: string | undefined): string[] {
  return scope === undefined || scope === '' ? [] : scope.split(' ');
}
