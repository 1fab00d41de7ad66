import 'reflect-metadata';
import type { Params, RequestFacts } from './checks/request-facts.js';
import type { Permission, Principal } from './principal.js';

/** Which requests to a route are open to an assistant token. Each rule names a parameter. */
export type AssistantScopeRule =
  /** The path parameter must name the token's own assistant. */
  | { assistant: string }
  /** The path parameter must name the token itself. */
  | { token: string }
  /** The path parameter must name the token itself, or what may be a child of it. */
  | { tokenOrChild: string }
  /** The query parameter names the token's own assistant, or is left out. */
  | { assistantInQuery: string }
  /** The field of the body names the token's own assistant, or is left out. */
  | { assistantInBody: string }
  /** The path parameter names a chat; it must be the one that the token is bound to, if there is one. */
  | { chat: string }
  /** The route is about whatever credential is presented, or about the assistant of the token. */
  | { own: 'credential' | 'assistant' };

/** Decides by the request, which is not validated yet, whether a part of the policy applies to it. */
export type RequestCondition = (
  body: Params,
  principal: Principal,
  facts: Pick<RequestFacts, 'query'>,
) => boolean;

/**
 * What a route asks of its caller. A route that declares nothing is open to sessions and personal tokens,
 * and closed to assistant and child tokens.
 */
export interface RoutePolicy {
  /** Anyone may call it. A credential is not looked at. */
  public?: true;
  /** Anyone may call it, but a credential that is presented must be valid. */
  anonymous?: true;
  /** A gateway asks here about a request that it holds back: see `forwarded-request.ts`. */
  forwardAuth?: true;
  /** It answers with a stream of events to a client that prefers one. */
  events?: true;
  /** It answers with a page of HTML to a client that prefers one, as browsers do. */
  page?: true;
  sessionOnly?: true | RequestCondition;
  /** Closed to sessions, personal tokens and child tokens. */
  assistantTokenOnly?: true;
  seat?: true | RequestCondition;
  /** Open to a read-only token when this path parameter names the token itself. */
  allowReadOnly?: { token: string };
  admin?: true;
  permission?: Permission;
  assistantScope?: AssistantScopeRule;
  /** Whatever is open to an assistant token is open to its children too. */
  children?: true;
  /** Open to the callback token of a webhook too. */
  callbacks?: true | RequestCondition;
}

/** Kept on the handler itself, because every request reads it several times. */
const POLICY = Symbol('route-policy');

interface Handler {
  [POLICY]?: RoutePolicy;
}

const CLOSED: RoutePolicy = {};

export function declarePolicy(part: RoutePolicy): MethodDecorator {
  return (_target, _name, descriptor) => {
    const handler = descriptor.value as Handler;
    handler[POLICY] = { ...policyOf(handler), ...part };
  };
}

/** The policy of a route, by its controller and the name of its method. */
export function policyOfRoute<C>({ prototype }: { prototype: C }, method: keyof C): RoutePolicy {
  return policyOf(prototype[method] as object);
}

export function policyOf(handler: object): RoutePolicy {
  return (handler as Handler)[POLICY] ?? CLOSED;
}

/** Does this part of the policy apply to such a request? */
export function appliesTo(
  rule: true | RequestCondition | undefined,
  principal: Principal,
  facts: Pick<RequestFacts, 'query' | 'body'>,
): boolean {
  if (rule === undefined || rule === true) return rule === true;
  return rule(fieldsOf(facts.body), principal, facts);
}

/** @returns the fields of a body; none when the body is not an object */
export function fieldsOf(body: unknown): Params {
  return typeof body === 'object' && body !== null ? (body as Params) : {};
}
