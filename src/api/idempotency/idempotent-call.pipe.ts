import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import type { Request } from 'express';
import { IDEMPOTENCY_KEY, readIdempotencyKey } from './idempotency-key.js';
import { IdempotencyService } from './idempotency.service.js';
import { KeyedCall, ORDINARY_CALL } from './idempotent-call.js';
import type { IdempotentCall } from './idempotent-call.js';

@Injectable()
export class IdempotentCallPipe implements PipeTransform<Request, IdempotentCall> {
  constructor(private readonly idempotency: IdempotencyService) {}

  /** @throws InvalidRequestError */
  transform(request: Request): IdempotentCall {
    const header = request.headers[IDEMPOTENCY_KEY];
    if (header === undefined) return ORDINARY_CALL;
    return new KeyedCall(this.idempotency, request, readIdempotencyKey(header));
  }
}
