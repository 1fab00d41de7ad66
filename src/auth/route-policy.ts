import 'reflect-metadata';
import type { Permission } from './principal.js';

/** What an assistant token may reach: a route by the parameter that must name it, or any use. */
export type AssistantScopeRule = { assistant: string } | { token: string } | { own: 'credential' };

/** Whether the body, not yet validated, asks for what only some callers may ask for. */
export type BodyCondition = (body: Record<string, unknown>) => boolean;

/** What a route asks of its caller. Nothing declared: any user, no assistant token. */
export interface RoutePolicy {
  public?: true;
  sessionOnly?: true | BodyCondition;
  seat?: true | BodyCondition;
  /** The path parameter that must name the read-only token itself. */
  allowReadOnly?: { token: string };
  admin?: true;
  permission?: Permission;
  assistantScope?: AssistantScopeRule;
}

const POLICY = 'auth:route-policy';
const CLOSED: RoutePolicy = {};

export function declarePolicy(part: RoutePolicy): MethodDecorator {
  return (_target, _name, descriptor) => {
    const handler = descriptor.value as object;
    Reflect.defineMetadata(POLICY, { ...policyOf(handler), ...part }, handler);
  };
}

export function policyOf(handler: object): RoutePolicy {
  return (Reflect.getMetadata(POLICY, handler) as RoutePolicy | undefined) ?? CLOSED;
}

/** Does this part of the policy concern a request with this body? */
export function concerns(rule: true | BodyCondition | undefined, body: unknown): boolean {
  if (rule === undefined || rule === true) return rule === true;
  return typeof body === 'object' && body !== null && rule(body as Record<string, unknown>);
}
