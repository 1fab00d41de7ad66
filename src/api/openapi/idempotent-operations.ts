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
    'Makes it safe to send the request again: for 24 hours the same key with the same request gets the first answer, without making anything. A key belongs to the user, or to the assistant or child token; a UUID is a good one.',
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

/** Refusals are not kept; but what was made may be gone. */
function isReplayed(status: number): boolean {
  return status < 400 || status >= 500 || status === 404;
}
