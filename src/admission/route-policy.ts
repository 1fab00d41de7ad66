import 'reflect-metadata';
import type { Params, RequestFacts } from './checks/request-facts.js';
import type { Permission, Principal } from './principal.js';

/**
 * Decides which requests to a route are open to an assistant token. Each rule names a parameter.
 */
export type AssistantScopeRule =
  /** The path parameter must name the token's own assistant. */
  | { assistant: string }
  /** The path parameter must name the token itself. */
  | { token: string }
  /** The path parameter must name the token itself or possibly a child of it. */
  | { tokenOrChild: string }
  /** The query parameter must name the token's own assistant or be omitted. */
  | { assistantInQuery: string }
  /** The field of the body must name the token's own assistant or be omitted. */
  | { assistantInBody: string }
  /** The path parameter must name a chat. If the token is bound to a chat, it must be that one. */
  | { chat: string }
  /** The route concerns the presented credential itself, or the assistant of the token. */
  | { own: 'credential' | 'assistant' };

/** Decides whether a part of the policy applies to a request, which is not validated yet. */
export type RequestCondition = (
  body: Params,
  principal: Principal,
  facts: Pick<RequestFacts, 'query'>,
) => boolean;

/**
 * What a route requires from its caller. By default, it is open to sessions and personal tokens,
 * and closed to assistant and child tokens.
 */
export interface RoutePolicy {
  /** Anyone may call it. Credentials are ignored. */
  public?: true;
  /** Anyone may call it, but a credential that is presented must be valid. */
  anonymous?: true;
  /** A gateway asks here about a request, see `forwarded-request.ts`. */
  forwardAuth?: true;
  /** An OAuth client may send its credential with the scheme `Basic`. */
  clientAuthentication?: true;
  /** It responds with an event stream if the client prefers that. */
  events?: true;
  /** It responds with lines of JSON if the client prefers that. */
  lines?: true;
  /** It responds with an HTML page if the client prefers that, as browsers do. */
  page?: true;
  sessionOnly?: true | RequestCondition;
  /** Closed to sessions, personal tokens and child tokens. */
  assistantTokenOnly?: true;
  seat?: true | RequestCondition;
  /** Open to a read-only token if this path parameter names the token itself. */
  allowReadOnly?: { token: string };
  /** It asks a model, which costs tokens. */
  asksModel?: true | RequestCondition;
  admin?: true;
  permission?: Permission;
  assistantScope?: AssistantScopeRule;
  /** Open to children too, wherever it is open to assistant tokens. */
  children?: true;
  /** Open to callback tokens too. */
  callbacks?: true | RequestCondition;
}

/** Stored on the handler itself, because every request reads it several times. */
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

/** Whether this part of the policy applies to the request. */
export function appliesTo(
  rule: true | RequestCondition | undefined,
  principal: Principal,
  facts: Pick<RequestFacts, 'query' | 'body'>,
): boolean {
  if (rule === undefined || rule === true) return rule === true;
  return rule(fieldsOf(facts.body), principal, facts);
}

/** @returns the fields of a body; none if the body is not an object */
export function fieldsOf(body: unknown): Params {
  return typeof body === 'object' && body !== null ? (body as Params) : {};
}
