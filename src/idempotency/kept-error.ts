import { DomainError } from '../common/domain-error.js';
import type { ErrorCode } from '../common/error-code.js';
import { IDEMPOTENCY_REPLAYED } from './replayed-header.js';

const FIRST_ERROR_STATUS = 400;

interface KeptError {
  code: ErrorCode;
  message: string;
  headers: Record<string, string>;
}

/** The error is the answer to the request from now on. */
export function isKeptError(error: unknown): error is DomainError {
  return error instanceof DomainError && error.final;
}

export function isErrorStatus(status: number): boolean {
  return status >= FIRST_ERROR_STATUS;
}

export function toKeptError({ code, message, headers }: DomainError): KeptError {
  return { code, message, headers };
}

export function fromKeptError(body: unknown): DomainError {
  const { code, message, headers } = body as KeptError;
  return new DomainError(code, message, {
    headers: { ...headers, [IDEMPOTENCY_REPLAYED]: 'true' },
  });
}
