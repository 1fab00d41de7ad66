import type { Schemas } from '../schema/operation-types.js';
import type { JwtClaims } from './jwt-claims.js';

/** What is known of a token that is good. */
export interface VerifiedToken {
  /** Its owner. */
  username: string;
  /** The id of the owner, which a new user of the same name does not get. */
  subject: string;
  /** A rotation leaves it as it is. Of a child: its own. */
  tokenId: string;
  /** null: a JWT does not tell. */
  type: Schemas['CredentialKind'] | null;
  /** The natural id of the one assistant it reaches; null: it reaches what its user may use. */
  assistantId: string | null;
  /** The UUID of that assistant; only a JWT tells. */
  assistantUuid: string | null;
  /** What it may do, such as `assistant:use`. */
  scope: readonly string[];
  /** Safe methods only. */
  readOnly: boolean;
  expiresAt: Date | null;
  /** The one chat that it is for. */
  chatId: string | null;
  /** Blocks that the client's address must be in, separated by commas. */
  cidr: string | null;
  /** The host that the `Origin` must have. */
  host: string | null;
  /** It is good only with a proof of a key (RFC 9449): the middleware refuses it. */
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

/** Tokens with `cidr`, `host` or a chat get no JWT. */
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
