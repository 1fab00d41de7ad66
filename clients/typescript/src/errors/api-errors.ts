import type { ErrorCode, Schemas } from '../schema/operation-types.js';
import { AssistantTokensError } from './client-error.js';
import { maskSecrets } from './mask-secrets.js';

export interface Refusal {
  status: number;
  /** null: the response comes from a proxy or another program in between. */
  code: ErrorCode | null;
  message: string;
  requestId: string | null;
  details: Schemas['ErrorDetail'][];
  /** Whose budget is used up; null for any other error. */
  layer: Schemas['BudgetLayer'] | null;
  /** When the next period of the budget begins; null for any other error. */
  resetsAt: string | null;
  /** Seconds, or null when the response does not contain them. */
  retryAfter: number | null;
  /** An earlier attempt of the same call got no response, so it may have caused this error. */
  afterLostAnswer: boolean;
}

/** The service returned an error. */
export class ApiError extends AssistantTokensError {
  readonly status: number;
  /** A code of the OpenAPI document. A newer service may have others. Treat those by the status. */
  readonly code: ErrorCode | null;
  /** Identifies the request in the log of the service. */
  readonly requestId: string | null;
  /** The invalid fields, for a validation error. */
  readonly details: readonly Schemas['ErrorDetail'][];
  /** Seconds to wait, if the service sent them. */
  readonly retryAfter: number | null;
  /**
   * An earlier attempt of this call got no response. That attempt may have caused this `ConflictError`
   * or `PreconditionFailedError`.
   */
  readonly afterLostAnswer: boolean;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.status = refusal.status;
    this.code = refusal.code;
    this.requestId = refusal.requestId;
    this.details = refusal.details.map((detail) => ({
      ...detail,
      message: maskSecrets(detail.message),
    }));
    this.retryAfter = refusal.retryAfter;
    this.afterLostAnswer = refusal.afterLostAnswer;
  }

  override toJSON(): object {
    const { status, code, requestId, details } = this;
    return { ...super.toJSON(), status, code, requestId, details };
  }
}

/** 400 or 422: the request is not valid. `details` names the fields. */
export class ValidationError extends ApiError {}

/** 422 `policy_violation`: a policy does not allow the request. `details` names each rule. */
export class PolicyViolationError extends ValidationError {
  declare readonly details: readonly Required<Schemas['ErrorDetail']>[];
}

/** 402: a budget in model tokens is used up. The service has not asked the model. */
export class BudgetExhaustedError extends ApiError {
  /** Whose budget it is. Null if something between you and the service has sent the response. */
  readonly layer: Schemas['BudgetLayer'] | null;
  /** When the next period begins. Until then, the same question is refused again. */
  readonly resetsAt: string | null;

  constructor(refusal: Refusal) {
    super(refusal);
    this.layer = refusal.layer;
    this.resetsAt = refusal.resetsAt;
  }

  override toJSON(): object {
    const { layer, resetsAt } = this;
    return { ...super.toJSON(), layer, resetsAt };
  }
}

/** 401: the request has no valid credential. */
export class AuthenticationError extends ApiError {}

/** 403: the credential is valid but may not do this. */
export class PermissionError extends ApiError {}

/** 404: the resource does not exist, or the caller may not see it. */
export class NotFoundError extends ApiError {}

/** 409: the request conflicts with the current state. */
export class ConflictError extends ApiError {}

/** 412 or 428: the resource has another state than `ifMatch` names. */
export class PreconditionFailedError extends ApiError {}

/** 429: wait for `retryAfter` seconds. */
export class RateLimitError extends ApiError {}

const CLASSES: Record<number, typeof ApiError> = {
  400: ValidationError,
  401: AuthenticationError,
  402: BudgetExhaustedError,
  403: PermissionError,
  404: NotFoundError,
  409: ConflictError,
  412: PreconditionFailedError,
  422: ValidationError,
  428: PreconditionFailedError,
  429: RateLimitError,
};

/** @returns an error of the class for the code, or else for the status */
export function apiErrorOf(refusal: Refusal): ApiError {
  const isViolation = refusal.code === 'policy_violation';
  const Class = isViolation ? PolicyViolationError : (CLASSES[refusal.status] ?? ApiError);
  return new Class(refusal);
}
