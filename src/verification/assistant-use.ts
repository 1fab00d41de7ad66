import { NO_FACTS } from '../admission/checks/request-facts.js';
import type { RequestFacts } from '../admission/checks/request-facts.js';
import type { Principal } from '../admission/principal.js';
import type { RoutePolicy } from '../admission/route-policy.js';

const CHAT = 'id';

/**
 * What using an assistant asks of a caller. It has no route: a gateway or a service asks on behalf of
 * one. The callback token of a webhook is for this API alone, so it is not open to callbacks.
 */
export const ASSISTANT_USE: RoutePolicy = {
  assistantScope: { chat: CHAT },
  children: true,
  seat: true,
};

/** Of its own assistant, in its own chat when it is bound to one. */
export function ownUse({ child }: Principal): RequestFacts {
  return child?.chatId == null ? NO_FACTS : { ...NO_FACTS, params: { [CHAT]: child.chatId } };
}
