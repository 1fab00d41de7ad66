import type { ErrorCode, Schemas } from '../schema/operation-types.js';
import { AssistantTokensError } from './client-error.js';
import { maskSecrets } from './mask-secrets.js';

export interface Refusal {
  status: number;
  /** null: something between the client and the service has answered, such as a proxy. */
  code: ErrorCode | null;
  message: string;
  requestId: string | null;
  details: Schemas['ErrorDetail'][];
  /** Seconds; null where the answer does not say. */
  retryAfter: number | null;
  /** An earlier attempt of the same call got no answer, so that it may be what has done this. */
  afterLostAnswer: boolean;
}

/** The service has answered, and it was no success. */
export class ApiError extends AssistantTokensError {
  readonly status: number;
  /** A word of the document. A newer service may have others: treat those by the status. */
  readonly code: ErrorCode | null;
  /** Names the request in the log of the service. */
  readonly requestId: string | null;
  /** What is wrong with which field, where the request did not pass validation. */
  readonly details: readonly Schemas['ErrorDetail'][];
  /** Seconds to wait, where the service says so. */
  readonly retryAfter: number | null;
  /**
   * An earlier attempt of this call got no answer. A `ConflictError` or `PreconditionFailedError` may
   * then tell of what that attempt has done.
   */
  readonly afterLostAnswer: boolean;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.status = refusal.status;
    this.code = refusal.code;
    this.requestId = refusal.requestId;
    this.details = refusal.details.map(({ field, message }) => ({
      field,
      message: maskSecrets(message),
    }));
    this.retryAfter = refusal.retryAfter;
    this.afterLostAnswer = refusal.afterLostAnswer;
  }

  override toJSON(): object {
    const { status, code, requestId, details } = this;
    return { ...super.toJSON(), status, code, requestId, details };
  }
}

/** 400 or 422: the request is not one that the service understands. `details` name the fields. */
export class ValidationError extends ApiError {}

/** 401: no credential, or one that is not valid. */
export class AuthenticationError extends ApiError {}

/** 403: the credential is good, and may not do this. */
export class PermissionError extends ApiError {}

/** 404: no such thing, or one that the caller may not know of. */
export class NotFoundError extends ApiError {}

/** 409: as things are, this cannot be done. */
export class ConflictError extends ApiError {}

/** 412 or 428: the resource is not in the state that `ifMatch` names. */
export class PreconditionFailedError extends ApiError {}

/** 429: wait for `retryAfter` seconds. */
export class RateLimitError extends ApiError {}

const CLASSES: Record<number, typeof ApiError> = {
  400: ValidationError,
  401: AuthenticationError,
  403: PermissionError,
  404: NotFoundError,
  409: ConflictError,
  412: PreconditionFailedError,
  422: ValidationError,
  428: PreconditionFailedError,
  429: RateLimitError,
};

/** @returns the error of the class that belongs to the status */
export function apiErrorOf(refusal: Refusal): ApiError {
  const Class = CLASSES[refusal.status] ?? ApiError;
  return new Class(refusal);
}
