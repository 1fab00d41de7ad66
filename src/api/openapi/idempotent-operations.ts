import type { OperationObject, ParameterObject, ResponseObject } from '@nestjs/swagger';
import { MAX_KEY_LENGTH } from '../idempotency/idempotency-key.js';
import { IDEMPOTENCY_REPLAYED } from '../idempotency/replayed-header.js';
import { describeHeaders } from './headers.js';

/** draft-ietf-httpapi-idempotency-key-header */
const KEY: ParameterObject = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Makes retries safe. For 24 hours, a request with the same key gets the response to the first request, and the service creates nothing. Use a new key, such as a UUID, for each new request. Keys are separate per user, and per assistant or child token.',
  schema: { type: 'string', minLength: 1, maxLength: MAX_KEY_LENGTH, pattern: '^[!-~]+$' },
  example: '8e03978e-40d5-43dd-bc93-6894a57f9324',
};

export function describeIdempotency(operation: OperationObject): void {
  operation.parameters = [...(operation.parameters ?? []), KEY];
  for (const [status, response] of Object.entries(operation.responses)) {
    if (!isReplayed(Number(status))) continue;
    const answer = response as ResponseObject;
    answer.headers = {
      ...answer.headers,
      ...describeHeaders({ [IDEMPOTENCY_REPLAYED]: 'IdempotencyReplayed' }),
    };
  }
}

/**
 * Refusals are not stored. A 404 is possible, because the created resource may be deleted by now.
 */
function isReplayed(status: number): boolean {
  return status < 400 || status >= 500 || status === 404;
}
