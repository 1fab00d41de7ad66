import type { Permission } from '../principal.js';
import { declarePolicy } from '../route-policy.js';
import type { AssistantScopeRule, RequestCondition } from '../route-policy.js';

// A route is closed to everyone but a user's own session or personal token until one of these
// opens or narrows it. The OpenAPI document reads the same policy as the guards.

/** Open to anyone, without a credential. */
export const Public = () => declarePolicy({ public: true });

/** Open to anyone, but whoever presents a credential is told what it may do: it must be good. */
export const CredentialOptional = () => declarePolicy({ anonymous: true });

/** A gateway asks here about a request it holds back: every method it tells of must be allowed. */
export const ForwardAuth = () => declarePolicy({ forwardAuth: true });

/** Answers as a stream of server-sent events, too. */
export const AnswersInEvents = () => declarePolicy({ events: true });

/** Answers as a page of HTML, too. */
export const AnswersInPages = () => declarePolicy({ page: true });

/** Always, or for a request that asks for what no token may. */
export const SessionOnly = (when: true | RequestCondition = true) =>
  declarePolicy({ sessionOnly: when });

/** Closed to whoever has no assistant token: other users of it, and its children. */
export const AssistantTokenOnly = () => declarePolicy({ assistantTokenOnly: true });

/** The owner of the credential must hold an active AI seat: always, or for such a request. */
export const RequireSeat = (when: true | RequestCondition = true) => declarePolicy({ seat: when });

export const RequireAdmin = () => declarePolicy({ admin: true });

export const RequirePermission = (permission: Permission) => declarePolicy({ permission });

/** Opens an unsafe method to a read-only token that `token`, a path parameter, names. */
export const AllowReadOnly = (itself: { token: string }) =>
  declarePolicy({ allowReadOnly: itself });

/** Opens what is open to assistant tokens to the tokens derived from them too. */
export const AllowChildren = () => declarePolicy({ children: true });

/** Opens the route of a chat to the callback token of that chat: always, or for such a request. */
export const AllowCallbacks = (when: true | RequestCondition = true) =>
  declarePolicy({ callbacks: when });

/**
 * Opens the route to assistant tokens: `assistant` or `token` names the path parameter that must
 * be the token's own assistant or the token itself, `assistantInQuery` a query parameter,
 * `assistantInBody` a field, that may be left out; `chat` a path parameter that names a chat;
 * `tokenOrChild` one that names the token or, as the service finds out, a child of it.
 */
export const AssistantScoped = (rule: AssistantScopeRule) =>
  declarePolicy({ assistantScope: rule });
