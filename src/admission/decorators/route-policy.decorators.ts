import type { Permission } from '../principal.js';
import { declarePolicy } from '../route-policy.js';
import type { AssistantScopeRule, RequestCondition } from '../route-policy.js';

// By default, only sessions and personal tokens can call a route. These decorators open or narrow
// it. The OpenAPI document uses the same policy as the guards.

/** Anyone can call the route. Credentials are ignored. */
export const Public = () => declarePolicy({ public: true });

/** Anyone can call the route, but a credential, if there is one, must be valid. */
export const CredentialOptional = () => declarePolicy({ anonymous: true });

/** A gateway asks here about a request. Every method that it names must be allowed. */
export const ForwardAuth = () => declarePolicy({ forwardAuth: true });

/** Accepts `Authorization: Basic` with the id and the value of a credential, as OAuth clients do. */
export const AcceptsClientAuthentication = () => declarePolicy({ clientAuthentication: true });

/** The route can respond with server-sent events. */
export const AnswersInEvents = () => declarePolicy({ events: true });

/** The route can respond with lines of JSON. */
export const AnswersInLines = () => declarePolicy({ lines: true });

/** The route can respond with an HTML page. */
export const AnswersInPages = () => declarePolicy({ page: true });

/** Requires a session: always, or if the condition holds. */
export const SessionOnly = (when: true | RequestCondition = true) =>
  declarePolicy({ sessionOnly: when });

/** Requires an assistant token. Refuses sessions, personal tokens and child tokens. */
export const AssistantTokenOnly = () => declarePolicy({ assistantTokenOnly: true });

/** Requires an AI seat: always, or if the condition holds. */
export const RequireSeat = (when: true | RequestCondition = true) => declarePolicy({ seat: when });

export const RequireAdmin = () => declarePolicy({ admin: true });

export const RequirePermission = (permission: Permission) => declarePolicy({ permission });

/** Lets a read-only token use an unsafe method on itself. `token` names the path parameter. */
export const AllowReadOnly = (itself: { token: string }) =>
  declarePolicy({ allowReadOnly: itself });

/** Opens the route to child tokens too, wherever it is open to assistant tokens. */
export const AllowChildren = () => declarePolicy({ children: true });

/** Opens the route to callback tokens of the chat: always, or if the condition holds. */
export const AllowCallbacks = (when: true | RequestCondition = true) =>
  declarePolicy({ callbacks: when });

/**
 * Opens the route to assistant tokens. The rule says which parameter must name the token's own
 * assistant, the token itself or one of its chats, see {@link AssistantScopeRule}.
 */
export const AssistantScoped = (rule: AssistantScopeRule) =>
  declarePolicy({ assistantScope: rule });
