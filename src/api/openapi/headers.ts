import type { HeaderObject, HeadersObject } from '@nestjs/swagger';
import { CREDENTIAL_KINDS } from '../../admission/principal.js';
import { NATURAL_ID_SCHEMA } from '../../platform/ids/natural-id.js';

const ENTITY_TAG = {
  schema: { type: 'string', pattern: '^(W/)?"[!#-~]+"$' },
  example: '"fXrhbLHVEeCZvB7u.h9DHKlBEX2d6k3Qm"',
} as const;

/** The headers of answers, as components of the document. The `required` ones are always sent. */
export const HEADERS = {
  RequestId: {
    required: true,
    description: 'Finds the request in the log; the `requestId` of an error.',
    schema: { type: 'string', format: 'uuid' },
    example: '0f5f6a0e-6f0e-4d8b-9a53-0b6a6f3c1c1e',
  },
  Location: {
    required: true,
    description: 'Path of the new resource.',
    schema: { type: 'string', format: 'uri-reference' },
    example: '/api/tokens/0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60',
  },
  LocationOfFailed: {
    description: 'When an answer failed: path of the message that keeps what came.',
    schema: { type: 'string', format: 'uri-reference' },
    example:
      '/api/chats/0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60/messages/0198c1f2-7a55-7d10-8b6e-5f4e3d2c1b0a',
  },
  SessionCookie: {
    required: true,
    description: 'The session cookie `sid`: `HttpOnly; Secure; SameSite=Lax`.',
    schema: { type: 'string', pattern: '^sid=' },
    example:
      'sid=i5s_Zk3Qv9xY7wB2nM4kL8pR5tJ1hG6fD3sA0cQv1xolaI; Path=/; HttpOnly; Secure; SameSite=Lax',
  },
  NoStore: {
    required: true,
    description: 'No cache may keep the answer.',
    schema: { type: 'string', enum: ['no-store'] },
    example: 'no-store',
  },
  EntityTag: {
    required: true,
    description:
      'Of this representation, for `If-None-Match`. One that is not weak also tells the state of the resource, for `If-Match`.',
    ...ENTITY_TAG,
  },
  EntityTagOfJson: {
    description: 'The same; a stream of events and a page for people have none.',
    ...ENTITY_TAG,
  },
  AuthUsername: {
    required: true,
    description: 'The user whose credential it is.',
    schema: NATURAL_ID_SCHEMA,
    example: 'admin',
  },
  AuthTokenId: {
    required: true,
    description: 'The token, or the session.',
    schema: { type: 'string', format: 'uuid' },
    example: '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60',
  },
  AuthType: {
    required: true,
    description: 'The kind of the credential.',
    schema: { type: 'string', enum: [...CREDENTIAL_KINDS] },
    example: 'assistant',
  },
  AuthAssistantId: {
    required: true,
    description: 'Natural id of the one assistant it reaches; empty where it is not limited.',
    schema: { type: 'string', maxLength: 127 },
    example: 'team:sales-assistant',
  },
  AuthReadOnly: {
    required: true,
    description: 'Whether only safe methods may pass.',
    schema: { type: 'string', enum: ['true', 'false'] },
    example: 'false',
  },
  Challenge: {
    required: true,
    description:
      'The challenge of RFC 6750; `error="invalid_token"` with a bad credential. For a token that is bound to a key, the challenge of RFC 9449.',
    schema: { type: 'string', pattern: '^(Bearer|DPoP) ' },
    example: 'Bearer realm="assistant-tokens"',
  },
  DpopNonce: {
    description:
      'The nonce for the next proof (RFC 9449): with a challenge, and when that of the request is old.',
    schema: { type: 'string', pattern: '^[!#-\\[\\]-~]+$' },
    example: 'eyJ7S_zG.eyJH0-Z.HX4w-7v',
  },
  ScopeChallenge: {
    description: 'With `insufficient_scope`: the challenge of RFC 6750.',
    schema: { type: 'string', pattern: '^(Bearer|DPoP) ' },
    example: 'Bearer realm="assistant-tokens", error="insufficient_scope"',
  },
  RetryAfter: {
    required: true,
    description: 'Seconds to wait.',
    schema: { type: 'integer', format: 'int32', minimum: 1 },
    example: 23,
  },
  RetryAfterIfKnown: {
    description: 'Seconds to wait, when they are known.',
    schema: { type: 'integer', format: 'int32', minimum: 1 },
    example: 1,
  },
  RetryAfterIfInUse: {
    description: 'With `idempotency_key_in_use`: seconds to wait.',
    schema: { type: 'integer', format: 'int32', minimum: 1 },
    example: 1,
  },
  IdempotencyReplayed: {
    description:
      'The answer was given before, to the same `Idempotency-Key`; values that are shown once are masked in it.',
    schema: { type: 'string', enum: ['true'] },
    example: 'true',
  },
  RateLimit: {
    description:
      'When the caller is limited: the requests left (`r`), and the seconds until there are all again (`t`).',
    schema: { type: 'string', pattern: '^"[^"]+";r=[0-9]+;t=[0-9]+$' },
    example: '"token";r=57;t=23',
  },
  RateLimitPolicy: {
    description: 'When the caller is limited: the requests (`q`) in a number of seconds (`w`).',
    schema: { type: 'string', pattern: '^"[^"]+";q=[0-9]+;w=[0-9]+$' },
    example: '"token";q=100;w=60',
  },
  RateLimitReached: {
    required: true,
    description: 'Nothing is left; the seconds until there are requests again (`t`).',
    schema: { type: 'string', pattern: '^"[^"]+";r=[0-9]+;t=[0-9]+$' },
    example: '"token";r=0;t=23',
  },
  RateLimitReachedPolicy: {
    required: true,
    description: 'The limit that is reached: the requests (`q`) in a number of seconds (`w`).',
    schema: { type: 'string', pattern: '^"[^"]+";q=[0-9]+;w=[0-9]+$' },
    example: '"token";q=100;w=60',
  },
  Deprecation: {
    required: true,
    description: 'Since when the operation is deprecated: `@` and seconds since 1970 (RFC 9745).',
    schema: { type: 'string', pattern: '^@[0-9]+$' },
    example: '@1764028800',
  },
  Sunset: {
    required: true,
    description: 'From then on the operation may be gone: an HTTP date (RFC 8594).',
    schema: { type: 'string' },
    example: 'Tue, 25 Aug 2026 00:00:00 GMT',
  },
  DeprecationLinks: {
    required: true,
    description: 'The page that tells what to use instead, as `deprecation` and as `sunset`.',
    schema: { type: 'string' },
    example: '</docs/instead>; rel="deprecation", </docs/instead>; rel="sunset"',
  },
  AcceptedBodies: {
    required: true,
    description: 'The media type that a body must have.',
    schema: { type: 'string', enum: ['application/json'] },
    example: 'application/json',
  },
  AcceptedForms: {
    required: true,
    description: 'The media types that a body may have.',
    schema: { type: 'string', enum: ['application/json, application/x-www-form-urlencoded'] },
    example: 'application/json, application/x-www-form-urlencoded',
  },
} as const satisfies Record<string, HeaderObject>;

/** Of every answer: `X-Request-Id`, and these by their name on the wire. */
export function describeHeaders(headers: Record<string, keyof typeof HEADERS> = {}): HeadersObject {
  return Object.fromEntries(
    Object.entries({ 'X-Request-Id': 'RequestId', ...headers }).map(([name, component]) => [
      name,
      { $ref: `#/components/headers/${component}` },
    ]),
  );
}
