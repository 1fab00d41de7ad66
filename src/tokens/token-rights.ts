import type { AssistantRights } from '../assistants/assistant-rights.js';
import type { Principal } from '../admission/principal.js';
import type { Token } from './token.entity.js';

export interface TokenRights {
  see: boolean;
  /** Change what it is. */
  manage: boolean;
  rotate: boolean;
  revoke: boolean;
  /** See its assistant. */
  readAssistant: boolean;
}

type Subject = Pick<Token, 'id' | 'type' | 'userId'>;

/**
 * An admin may see and revoke every token, but not get at the value of a personal one of somebody
 * else: it would be that user.
 *
 * @param ofAssistant what the principal's user may do with the assistant of the token, if it has one
 */
export function rightsOn(
  token: Subject,
  principal: Principal,
  ofAssistant: AssistantRights | null,
): TokenRights {
  const itself = principal.credentialId === token.id;
  const user = principal.assistant === null;
  const owner = user && principal.userId === token.userId;
  const writer = user && token.type === 'assistant' && ofAssistant?.write === true;
  const admin = user && principal.role === 'admin';
  const see = itself || owner || writer || admin;
  return {
    see,
    manage: owner || writer,
    rotate: itself || owner || writer,
    revoke: itself || owner || writer || admin,
    readAssistant: see && ofAssistant?.read === true,
  };
}

/**
 * What else the principal, who has the right to rotate the token, needs for it: the value of another
 * personal token is what a personal token must not get at.
 */
export function findRotationRefusal(
  { kind, credentialId, seat }: Principal,
  { id, type }: Pick<Token, 'id' | 'type'>,
): 'needs_session' | 'needs_seat' | null {
  if (type === 'assistant') return seat ? null : 'needs_seat';
  return kind === 'session' || credentialId === id ? null : 'needs_session';
}
