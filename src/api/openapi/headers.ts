import type { HeaderObject, HeadersObject } from '@nestjs/swagger';
import { CREDENTIAL_KINDS } from '../../admission/principal.js';
import { NATURAL_ID_SCHEMA } from '../../platform/ids/natural-id.js';

const ENTITY_TAG = {
  schema: { type: 'string', pattern: '^(W/)?"[!#-~]+"$' },
  example: '"fXrhbLHVEeCZvB7u.h9DHKlBEX2d6k3Qm"',
} as const;

/** Response headers, as components of the document. `required` means that they are always sent. */
export const HEADERS = {
  RequestId: {
    required: true,
    description:
      'The id of the request, which finds it in the log of the service. The same as `requestId` in errors.',
    schema: { type: 'string', format: 'uuid' },
    example: '0f5f6a0e-6f0e-4d8b-9a53-0b6a6f3c1c1e',
  },
  Location: {
    required: true,
    description: 'The path of the new resource.',
    schema: { type: 'string', format: 'uri-reference' },
    example: '/api/tokens/0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60',
  },
  LocationOfFailed: {
    description: 'The path of the message with the text received so far. Only if an answer failed.',
    schema: { type: 'string', format: 'uri-reference' },
    example:
      '/api/chats/0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60/messages/0198c1f2-7a55-7d10-8b6e-5f4e3d2c1b0a',
  },
  SessionCookie: {
    required: true,
    description:
      'The session cookie: `HttpOnly; Secure; SameSite=Lax`. Its name is `__Host-assistant-tokens` if `PUBLIC_URL` is an https URL, and `assistant-tokens` otherwise. A second one deletes the cookie `sid` of earlier versions, if the request carried it.',
    schema: { type: 'string', pattern: '^(__Host-)?assistant-tokens=' },
    example:
      '__Host-assistant-tokens=i5s_Zk3Qv9xY7wB2nM4kL8pR5tJ1hG6fD3sA0cQv1xolaI; Path=/; HttpOnly; Secure; SameSite=Lax',
  },
  NoStore: {
    required: true,
    description: 'Caches must not store the response.',
    schema: { type: 'string', enum: ['no-store'] },
    example: 'no-store',
  },
  EntityTag: {
    required: true,
    description:
      'The entity tag of this representation, for `If-None-Match`. A strong tag also identifies the state of the resource, for `If-Match`.',
    ...ENTITY_TAG,
  },
  EntityTagOfJson: {
    description:
      'The entity tag of this representation, for `If-None-Match`. Event streams and HTML pages have none.',
    ...ENTITY_TAG,
  },
  AuthUsername: {
    required: true,
    description: 'The user the credential belongs to.',
    schema: NATURAL_ID_SCHEMA,
    example: 'admin',
  },
  AuthTokenId: {
    required: true,
    description: 'The id of the token or session.',
    schema: { type: 'string', format: 'uuid' },
    example: '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60',
  },
  AuthType: {
    required: true,
    description: 'The type of the credential.',
    schema: { type: 'string', enum: [...CREDENTIAL_KINDS] },
    example: 'assistant',
  },
  AuthAssistantId: {
    required: true,
    description:
      'The natural id of the assistant that the credential is limited to. Empty if it is not limited.',
    schema: { type: 'string', maxLength: 127 },
    example: 'team:sales-assistant',
  },
  AuthReadOnly: {
    required: true,
    description: 'Whether the credential allows safe methods only.',
    schema: { type: 'string', enum: ['true', 'false'] },
    example: 'false',
  },
  Challenge: {
    required: true,
    description:
      'The challenge (RFC 6750), with `error="invalid_token"` if the credential is not valid. For a token that is bound to a key, the challenge of RFC 9449. For an OAuth client that sent the scheme `Basic` or a client secret, the challenge of RFC 7617.',
    schema: { type: 'string', pattern: '^(Basic|Bearer|DPoP) ' },
    example: 'Bearer realm="assistant-tokens"',
  },
  DpopNonce: {
    description:
      'The nonce for the next proof (RFC 9449). Sent with a challenge, and when the nonce of the request is old.',
    schema: { type: 'string', pattern: '^[!#-\\[\\]-~]+$' },
    example: 'eyJ7S_zG.eyJH0-Z.HX4w-7v',
  },
  ScopeChallenge: {
    description: 'The challenge (RFC 6750). Only with `insufficient_scope`.',
    schema: { type: 'string', pattern: '^(Bearer|DPoP) ' },
    example: 'Bearer realm="assistant-tokens", error="insufficient_scope"',
  },
  RetryAfter: {
    required: true,
    description: 'Seconds to wait before you retry.',
    schema: { type: 'integer', format: 'int32', minimum: 1 },
    example: 23,
  },
  RetryAfterIfKnown: {
    description: 'Seconds to wait before you retry. Only if the service knows them.',
    schema: { type: 'integer', format: 'int32', minimum: 1 },
    example: 1,
  },
  RetryAfterIfUnavailable: {
    description: 'Seconds to wait before you retry. Always with `unavailable`.',
    schema: { type: 'integer', format: 'int32', minimum: 1 },
    example: 1,
  },
  RetryAfterIfInUse: {
    description: 'Seconds to wait before you retry. Only with `idempotency_key_in_use`.',
    schema: { type: 'integer', format: 'int32', minimum: 1 },
    example: 1,
  },
  IdempotencyReplayed: {
    description:
      'This response replays the one to an earlier request with the same `Idempotency-Key`. Values that are shown only once are masked.',
    schema: { type: 'string', enum: ['true'] },
    example: 'true',
  },
  RateLimit: {
    description:
      'The requests left (`r`) and the seconds until the full limit is available again (`t`). Only if the caller has a limit.',
    schema: { type: 'string', pattern: '^"[^"]+";r=[0-9]+;t=[0-9]+$' },
    example: '"token";r=57;t=23',
  },
  RateLimitPolicy: {
    description:
      'The limit: the number of requests (`q`) in a window of seconds (`w`). Only if the caller has a limit.',
    schema: { type: 'string', pattern: '^"[^"]+";q=[0-9]+;w=[0-9]+$' },
    example: '"token";q=100;w=60',
  },
  RateLimitReached: {
    required: true,
    description:
      'No requests are left. `t` is the number of seconds until requests are allowed again.',
    schema: { type: 'string', pattern: '^"[^"]+";r=[0-9]+;t=[0-9]+$' },
    example: '"token";r=0;t=23',
  },
  RateLimitReachedPolicy: {
    required: true,
    description:
      'The limit that was reached: the number of requests (`q`) in a window of seconds (`w`).',
    schema: { type: 'string', pattern: '^"[^"]+";q=[0-9]+;w=[0-9]+$' },
    example: '"token";q=100;w=60',
  },
  Deprecation: {
    required: true,
    description: 'When the operation became deprecated: `@` and the seconds since 1970 (RFC 9745).',
    schema: { type: 'string', pattern: '^@[0-9]+$' },
    example: '@1764028800',
  },
  Sunset: {
    required: true,
    description: 'When the operation may be removed: an HTTP date (RFC 8594).',
    schema: { type: 'string' },
    example: 'Tue, 25 Aug 2026 00:00:00 GMT',
  },
  DeprecationLinks: {
    required: true,
    description:
      'Links to the page that says what to use instead, with the relations `deprecation` and `sunset`.',
    schema: { type: 'string' },
    example: '</docs/instead>; rel="deprecation", </docs/instead>; rel="sunset"',
  },
  AcceptedBodies: {
    required: true,
    description: 'The media type that a request body must have.',
    schema: { type: 'string', enum: ['application/json'] },
    example: 'application/json',
  },
  AcceptedForms: {
    required: true,
    description: 'The media types that a request body can have.',
    schema: { type: 'string', enum: ['application/json, application/x-www-form-urlencoded'] },
    example: 'application/json, application/x-www-form-urlencoded',
  },
} as const satisfies Record<string, HeaderObject>;

/** Refers to `X-Request-Id`, which every response has, and to the given headers. */
export function describeHeaders(headers: Record<string, keyof typeof HEADERS> = {}): HeadersObject {
  return Object.fromEntries(
    Object.entries({ 'X-Request-Id': 'RequestId', ...headers }).map(([name, component]) => [
      name,
      { $ref: `#/components/headers/${component}` },
    ]),
  );
}
