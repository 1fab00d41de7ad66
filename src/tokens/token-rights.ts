import type { Principal } from '../auth/principal.js';
import type { Token } from './token.entity.js';

export interface TokenRights {
  see: boolean;
  /** Change what it is. */
  manage: boolean;
  rotate: boolean;
  revoke: boolean;
}

type Subject = Pick<Token, 'id' | 'type' | 'userId'>;

/**
 * An admin may see and revoke every token, but not get at the value of a personal one of somebody
 * else: it would be that user.
 *
 * @param writesAssistant the principal's user may write the assistant of the token
 */
export function rightsOn(
  token: Subject,
  principal: Principal,
  writesAssistant: boolean,
): TokenRights {
  const itself = principal.credentialId === token.id;
  const user = principal.assistant === null;
  const owner = user && principal.userId === token.userId;
  const writer = user && token.type === 'assistant' && writesAssistant;
  const admin = user && principal.role === 'admin';
  return {
    see: itself || owner || writer || admin,
    manage: owner || writer,
    rotate: itself || owner || writer,
    revoke: itself || owner || writer || admin,
  };
}
