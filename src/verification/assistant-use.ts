import { NO_FACTS } from '../admission/checks/request-facts.js';
import type { RequestFacts } from '../admission/checks/request-facts.js';
import type { Principal } from '../admission/principal.js';
import type { RoutePolicy } from '../admission/route-policy.js';

const CHAT = 'id';

/**
 * The policy for using an assistant. No route has it: gateways and services ask on behalf of a
 * caller. It does not allow callback tokens, which are valid for this API only.
 */
export const ASSISTANT_USE: RoutePolicy = {
  assistantScope: { chat: CHAT },
  children: true,
  seat: true,
};

/** The facts of using one's own assistant; in one's own chat, if the token is bound to one. */
export function ownUse({ child }: Principal): RequestFacts {
  return child?.chatId == null ? NO_FACTS : { ...NO_FACTS, params: { [CHAT]: child.chatId } };
}
