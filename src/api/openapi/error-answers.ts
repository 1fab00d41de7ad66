import { STATUS_CODES } from 'node:http';
import { getSchemaPath } from '@nestjs/swagger';
import type { ExampleObject, HeadersObject, ResponseObject } from '@nestjs/swagger';
import { policyOf } from '../../admission/route-policy.js';
import type { RoutePolicy } from '../../admission/route-policy.js';
import { isSafeMethod } from '../../platform/http/safe-method.js';
import { ANSWER_ERRORS } from '../../platform/errors/answer-errors.js';
import { isConditional } from '../conditional/if-match.decorator.js';
import { isIdempotent } from '../idempotency/idempotent.decorator.js';
import { ERROR_CODES } from '../../platform/errors/error-code.js';
import type { ErrorCode } from '../../platform/errors/error-code.js';
import { JSON_MEDIA_TYPE } from '../../platform/http/media-type.js';
import type { DescribedRoute } from './api-route.decorator.js';
import { takesForm } from '../http/form-routes.js';
import { isOAuthEndpoint, oauthCodeOf } from '../http/oauth-error-body.js';
import { ErrorSchema, OAuthErrorSchema } from './error.schema.js';
import { describeHeaders } from './headers.js';
import { METERING } from './metered-answers.js';

const EXAMPLE_REQUEST_ID = '0f5f6a0e-6f0e-4d8b-9a53-0b6a6f3c1c1e';
const EXAMPLE_CHAT_ID = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
const EXAMPLE_MESSAGE_ID = '0198c1f2-7a55-7d10-8b6e-5f4e3d2c1b0a';
const IDEMPOTENCY_CODES: ErrorCode[] = ['idempotency_key_in_use', 'idempotency_key_reused'];
const METHODS_WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/** The error responses of an operation by status, with a named example for each `code`. */
export function errorAnswers(
  route: DescribedRoute,
  method: string,
  path: string,
): Record<string, ResponseObject> {
  const codes = new Set([
    ...impliedCodes(policyOf(route.handler), method),
    ...(isIdempotent(route.handler) ? IDEMPOTENCY_CODES : []),
    ...(isConditional(route.handler) ? (['precondition_failed'] as const) : []),
    ...(route.errors ?? []),
  ]);
  const byStatus = Map.groupBy(codes, (code) => ERROR_CODES[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      String(status),
      describe(status, group, { method, path }),
    ]),
  );
}

/** An example of each code, to which responses refer. */
export function errorExamples(): Record<string, ExampleObject> {
  const codes = Object.keys(ERROR_CODES) as ErrorCode[];
  return Object.fromEntries(codes.map((code) => [code, exampleOf(code)]));
}

function impliedCodes(policy: RoutePolicy, method: string): ErrorCode[] {
  const anyone: ErrorCode[] = [
    'invalid_request',
    'multiple_credentials',
    'credential_in_request',
    'internal_error',
    'unavailable',
    ...(policy.forwardAuth ? [] : (['not_acceptable'] as const)),
    ...(METHODS_WITH_BODY.has(method)
      ? (['payload_too_large', 'unsupported_media_type'] as const)
      : []),
  ];
  if (policy.public) return anyone;
  const { assistantScope: scope } = policy;
  const unsafe = !isSafeMethod(method);
  const mayLoseSight = scope !== undefined && ('assistant' in scope || 'chat' in scope);
  return [
    ...anyone,
    ...(policy.anonymous ? [] : (['credential_required', 'insufficient_scope'] as const)),
    'invalid_token',
    'invalid_dpop_proof',
    'use_dpop_nonce',
    'address_not_allowed',
    'origin_not_allowed',
    'too_many_requests',
    ...(unsafe && policy.sessionOnly !== true ? (['read_only'] as const) : []),
    ...(policy.seat ? (['seat_required'] as const) : []),
    ...(unsafe || policy.admin || policy.permission || mayLoseSight
      ? (['forbidden'] as const)
      : []),
  ];
}

interface Endpoint {
  method: string;
  path: string;
}

function describe(status: number, codes: ErrorCode[], { method, path }: Endpoint): ResponseObject {
  const oauth = isOAuthEndpoint(method, path);
  return {
    description: codes.map((code) => `\`${code}\`: ${ERROR_CODES[code].meaning}`).join('\n\n'),
    headers: {
      ...headersOf(status, codes, path),
      ...(codes.some(isOfAnswer) && describeHeaders({ Location: 'LocationOfFailed' })),
    },
    content: {
      [JSON_MEDIA_TYPE]: {
        schema: { $ref: getSchemaPath(oauth ? OAuthErrorSchema : ErrorSchema) },
        examples: Object.fromEntries(
          codes.map((code) => [
            code,
            oauth ? oauthExampleOf(code) : { $ref: `#/components/examples/${code}` },
          ]),
        ),
      },
    },
  };
}

/** Whether the error ended an answer of the assistant, whose text so far is stored. */
function isOfAnswer(code: ErrorCode): boolean {
  return ANSWER_ERRORS.includes(code);
}

function headersOf(status: number, codes: ErrorCode[], path: string): HeadersObject {
  switch (status) {
    case 401:
      return describeHeaders({
        'WWW-Authenticate': 'Challenge',
        ...(codes.includes('use_dpop_nonce') && { 'DPoP-Nonce': 'DpopNonce' }),
        ...(codes.includes('invalid_credentials') && METERING),
      });
    case 403:
      return describeHeaders(
        codes.includes('insufficient_scope') ? { 'WWW-Authenticate': 'ScopeChallenge' } : {},
      );
    case 409:
      return describeHeaders(
        codes.includes('idempotency_key_in_use') ? { 'Retry-After': 'RetryAfterIfInUse' } : {},
      );
    case 415:
      return describeHeaders({ Accept: takesForm(path) ? 'AcceptedForms' : 'AcceptedBodies' });
    case 429:
      return describeHeaders({
        'Retry-After': 'RetryAfter',
        RateLimit: 'RateLimitReached',
        'RateLimit-Policy': 'RateLimitReachedPolicy',
      });
    case 502:
      return describeHeaders(
        codes.includes('model_rate_limited') ? { 'Retry-After': 'RetryAfterIfKnown' } : {},
      );
    case 503:
      return describeHeaders({
        'Retry-After': codes.includes('interrupted') ? 'RetryAfterIfUnavailable' : 'RetryAfter',
      });
    default:
      return describeHeaders();
  }
}

function exampleOf(code: ErrorCode): ExampleObject {
  return { value: exampleValueOf(code) };
}

function oauthExampleOf(code: ErrorCode): ExampleObject {
  const value = exampleValueOf(code);
  return { value: { ...value, error: oauthCodeOf(code), error_description: value.message } };
}

function exampleValueOf(code: ErrorCode) {
  const { status, meaning } = ERROR_CODES[code];
  return {
    statusCode: status,
    error: STATUS_CODES[status],
    message: meaning,
    code,
    requestId: EXAMPLE_REQUEST_ID,
    ...(isOfAnswer(code) && { chatId: EXAMPLE_CHAT_ID, messageId: EXAMPLE_MESSAGE_ID }),
    ...(code === 'budget_exhausted' && { layer: 'token', resetsAt: '2026-12-01T00:00:00.000Z' }),
    ...(code === 'validation_failed' && {
      details: [{ field: 'notes', message: 'notes must be a string' }],
    }),
  };
}
