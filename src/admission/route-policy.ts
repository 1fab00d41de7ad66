import 'reflect-metadata';
import type { Params, RequestFacts } from './checks/request-facts.js';
import type { Permission, Principal } from './principal.js';

/**
 * What an assistant token may reach: a route by the parameter that must name it, or name it or what
 * may be a child of it, by the query parameter or the field of the body that may name its assistant
 * but no other, a chat, or any use of itself or of its assistant.
 */
export type AssistantScopeRule =
  | { assistant: string }
  | { token: string }
  | { tokenOrChild: string }
  | { assistantInQuery: string }
  | { assistantInBody: string }
  | { chat: string }
  | { own: 'credential' | 'assistant' };

/** Whether this caller with this request, not yet validated, asks for what only some may ask for. */
export type RequestCondition = (
  body: Params,
  principal: Principal,
  facts: Pick<RequestFacts, 'query'>,
) => boolean;

/** What a route asks of its caller. Nothing declared: any user, no assistant token. */
export interface RoutePolicy {
  public?: true;
  /** Open to anyone too, but a credential that is presented must be good. */
  anonymous?: true;
  /** A gateway asks about a request it holds back: see `forwarded-request.ts`. */
  forwardAuth?: true;
  /** It answers as a stream of events to a client that would rather have that. */
  events?: true;
  /** It answers as a page to a client that would rather have that, as a browser does. */
  page?: true;
  sessionOnly?: true | RequestCondition;
  /** Neither a user's own session or personal token nor a child. */
  assistantTokenOnly?: true;
  seat?: true | RequestCondition;
  /** The path parameter that must name the read-only token itself. */
  allowReadOnly?: { token: string };
  admin?: true;
  permission?: Permission;
  assistantScope?: AssistantScopeRule;
  /** What is open to assistant tokens is open to their children too. */
  children?: true;
  /** It is open to the callback token of a webhook too. */
  callbacks?: true | RequestCondition;
}

/** On the handler itself: it is read several times a request. */
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

/** @returns none for a body that is no object */
export function fieldsOf(body: unknown): Params {
  return typeof body === 'object' && body !== null ? (body as Params) : {};
}
