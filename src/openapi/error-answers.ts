import { STATUS_CODES } from 'node:http';
import { getSchemaPath } from '@nestjs/swagger';
import type { ExampleObject, ResponseObject } from '@nestjs/swagger';
import { policyOf } from '../auth/route-policy.js';
import type { RoutePolicy } from '../auth/route-policy.js';
import { isSafeMethod } from '../auth/safe-method.js';
import { ERROR_CODES } from '../common/error-code.js';
import type { ErrorCode } from '../common/error-code.js';
import { JSON_MEDIA_TYPE } from '../hal/media-type.js';
import type { DescribedRoute } from './api-route.decorator.js';
import { ErrorSchema } from './error.schema.js';

const EXAMPLE_REQUEST_ID = '0f5f6a0e-6f0e-4d8b-9a53-0b6a6f3c1c1e';

/** The error answers of an operation, by status; each `code` it can carry is a named example. */
export function errorAnswers(
  route: DescribedRoute,
  method: string,
): Record<string, ResponseObject> {
  const codes = new Set([
    ...impliedCodes(policyOf(route.handler), method),
    ...(route.errors ?? []),
  ]);
  const byStatus = Map.groupBy(codes, (code) => ERROR_CODES[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [String(status), describe(status, group)]),
  );
}

function impliedCodes(policy: RoutePolicy, method: string): ErrorCode[] {
  const unsafe = !isSafeMethod(method);
  const anyone: ErrorCode[] = [
    'invalid_request',
    'multiple_credentials',
    'credential_in_request',
    'not_acceptable',
    'internal_error',
    'unavailable',
    ...(unsafe ? (['payload_too_large', 'unsupported_media_type'] as const) : []),
  ];
  if (policy.public) return anyone;
  return [
    ...anyone,
    'credential_required',
    'invalid_token',
    'insufficient_scope',
    'address_not_allowed',
    'origin_not_allowed',
    ...(unsafe && !policy.sessionOnly ? (['read_only'] as const) : []),
    ...(policy.seat ? (['seat_required'] as const) : []),
    ...(policy.admin || policy.permission || policy.assistantScope ? (['forbidden'] as const) : []),
  ];
}

function describe(status: number, codes: ErrorCode[]): ResponseObject {
  return {
    description: codes.map((code) => `\`${code}\`: ${ERROR_CODES[code].meaning}`).join('\n\n'),
    headers: headersOf(status),
    content: {
      [JSON_MEDIA_TYPE]: {
        schema: { $ref: getSchemaPath(ErrorSchema) },
        examples: Object.fromEntries(codes.map((code) => [code, example(status, code)])),
      },
    },
  };
}

function headersOf(status: number): NonNullable<ResponseObject['headers']> {
  const text = (description: string) => ({ description, schema: { type: 'string' as const } });
  switch (status) {
    case 401:
    case 403:
      return { 'WWW-Authenticate': text('The challenge, as RFC 6750 has it.') };
    case 429:
    case 503:
      return { 'Retry-After': text('Seconds to wait.') };
    default:
      return {};
  }
}

function example(status: number, code: ErrorCode): ExampleObject {
  const { meaning } = ERROR_CODES[code];
  return {
    summary: code,
    value: {
      statusCode: status,
      error: STATUS_CODES[status],
      message: meaning,
      code,
      requestId: EXAMPLE_REQUEST_ID,
      ...(code === 'validation_failed' && {
        details: [{ field: 'notes', message: 'notes must be a string' }],
      }),
    },
  };
}
