import type { ChildScope, Principal } from '../../admission/principal.js';
import { scopeOf } from '../../admission/credentials/scope.js';
import type { IntrospectionResource } from './dto/introspection.resource.js';

/** The response for every invalid token. It does not reveal the reason. */
export const INACTIVE: IntrospectionResource = Object.freeze({ active: false });

/** RFC 7662, section 2.2. Undefined members are omitted from the JSON. */
export function assembleActive(principal: Principal, issuer: string): IntrospectionResource {
  const { credentialId, child } = principal;
  return {
    active: true,
    scope: scopeOf(principal) ?? undefined,
    client_id: child?.parentId ?? credentialId,
    username: principal.username,
    token_type: child?.jkt == null ? 'Bearer' : 'DPoP',
    exp: expiryOf(principal),
    iat: toSeconds(principal.issuedAt),
    sub: principal.userId,
    iss: issuer,
    jti: credentialId,
    type: principal.kind,
    assistant_id: principal.assistant?.naturalId,
    read_only: principal.readOnly,
    seat: principal.seat,
    cidr: principal.cidr ?? undefined,
    host: principal.host ?? undefined,
    ...(child !== null && membersOf(child)),
  };
}

/** For `cnf` see RFC 9449, section 6.2. */
function membersOf({ parentId, chatId, jkt }: ChildScope): Partial<IntrospectionResource> {
  return {
    parent_id: parentId ?? undefined,
    chat_id: chatId ?? undefined,
    cnf: jkt === null ? undefined : { jkt },
  };
}

/** The presented secret may end before the token expires. */
function expiryOf({ expiresAt, retiresAt }: Principal): number | undefined {
  if (expiresAt === null) return retiresAt === null ? undefined : toSeconds(retiresAt);
  return toSeconds(retiresAt !== null && retiresAt < expiresAt ? retiresAt : expiresAt);
}

function toSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1_000);
}
