import { ERROR_CODES } from './error-code.js';
import type { ErrorCode } from './error-code.js';

export interface ErrorDetail {
  field: string;
  message: string;
  /** The rule of a policy. */
  rule?: string;
}

/** The chat and message that a failed request has created. */
export interface ErrorTrace {
  chatId: string;
  messageId: string;
}

/** The budget that refused a request. */
export interface ErrorBudget {
  layer: string;
  resetsAt: string;
}

interface DomainErrorExtras {
  budget?: ErrorBudget;
  details?: ErrorDetail[];
  trace?: ErrorTrace;
  headers?: Record<string, string>;
}

/** An error that clients see. `message` is for people and must not contain a secret. */
export class DomainError extends Error {
  readonly statusCode: number;
  readonly details: ErrorDetail[] | undefined;
  readonly trace: ErrorTrace | undefined;
  readonly budget: ErrorBudget | undefined;
  readonly headers: Record<string, string>;

  constructor(
    readonly code: ErrorCode,
    message: string,
    extras: DomainErrorExtras = {},
  ) {
    super(message);
    this.name = new.target.name;
    this.statusCode = ERROR_CODES[code].status;
    this.details = extras.details;
    this.trace = extras.trace;
    this.budget = extras.budget;
    this.headers = extras.headers ?? {};
  }
}

export class NotFoundError extends DomainError {
  constructor(what: string) {
    super('not_found', `No such ${what}.`);
  }
}

export class ForbiddenError extends DomainError {
  constructor(message: string) {
    super('forbidden', message);
  }
}

export class ValidationError extends DomainError {
  constructor(details: ErrorDetail[]) {
    super('validation_failed', 'The request has invalid fields.', { details });
  }
}
