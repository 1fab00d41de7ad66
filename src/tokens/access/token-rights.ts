import type { AssistantRights } from '../../assistants/assistant-rights.js';
import type { Principal } from '../../admission/principal.js';
import type { Token } from '../token.entity.js';

export interface TokenRights {
  see: boolean;
  /** May update the token. */
  manage: boolean;
  rotate: boolean;
  revoke: boolean;
  /** May read its assistant. */
  readAssistant: boolean;
}

type Subject = Pick<Token, 'id' | 'type' | 'userId'>;

/**
 * Admins may see and revoke every token, but not rotate the personal token of another user: with
 * its value they could act as that user.
 *
 * @param ofAssistant the rights of the principal's user on the assistant of the token, if any
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
 * Further conditions for a principal who has the right to rotate the token. A personal token must
 * not obtain the value of another personal token.
 */
export function findRotationRefusal(
  { kind, credentialId, seat }: Principal,
  { id, type }: Pick<Token, 'id' | 'type'>,
): 'needs_session' | 'needs_seat' | null {
  if (type === 'assistant') return seat ? null : 'needs_seat';
  return kind === 'session' || credentialId === id ? null : 'needs_session';
}
