import type { AssistantRights } from '../../assistants/assistant-rights.js';
import type { Principal } from '../../admission/principal.js';
import type { Token } from '../token.entity.js';

export interface TokenRights {
  see: boolean;
  /** May update the token. */
  manage: boolean;
  rotate: boolean;
  revoke: boolean;
  /** May pause and resume the token. */
  pause: boolean;
  /** May read its assistant. */
  readAssistant: boolean;
  /** May read, set and remove its budget. */
  budget: boolean;
}

/** The rights of a principal on the service account that owns a token. */
export interface AccountRights {
  manage: boolean;
  /** Whether the principal holds all permissions of the account. */
  actAs: boolean;
}

/** For a token that no service account owns. */
const NO_ACCOUNT: AccountRights = { manage: false, actAs: false };

type Subject = Pick<Token, 'id' | 'type' | 'userId'>;

/**
 * Admins may see, pause and revoke every token, but not rotate the personal token of another user: with
 * its value they could act as that user. Who manages a service account has the rights of an owner
 * on its tokens, but rotates a personal one only if they hold all permissions of the account.
 * The owner of an assistant token must not lift the budget that a writer of the assistant has set.
 *
 * @param ofAssistant the rights of the principal's user on the assistant of the token, if any
 */
export function rightsOn(
  token: Subject,
  principal: Principal,
  ofAssistant: AssistantRights | null,
  ofAccount = NO_ACCOUNT,
): TokenRights {
  const itself = principal.credentialId === token.id;
  const user = principal.assistant === null;
  const owner = user && principal.userId === token.userId;
  const writer = user && token.type === 'assistant' && ofAssistant?.write === true;
  const manager = user && ofAccount.manage;
  const admin = user && principal.role === 'admin';
  const see = itself || owner || writer || manager || admin;
  return {
    see,
    manage: owner || writer || manager,
    rotate:
      itself || owner || writer || (manager && (token.type === 'assistant' || ofAccount.actAs)),
    revoke: itself || owner || writer || manager || admin,
    pause: owner || writer || manager || admin,
    readAssistant: see && ofAssistant?.read === true,
    budget: admin || (token.type === 'assistant' ? writer : owner || manager),
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
