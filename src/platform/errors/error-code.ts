/** Every error `code`, with its status and its description for the OpenAPI document. */
export const ERROR_CODES = {
  invalid_request: {
    status: 400,
    meaning: 'The request is malformed. The message says what is wrong.',
  },
  validation_failed: {
    status: 400,
    meaning: 'One or more fields are invalid. `details` lists each of them.',
  },
  invalid_cursor: {
    status: 400,
    meaning: 'The `cursor` does not come from this collection.',
  },
  multiple_credentials: { status: 400, meaning: 'The request carries more than one credential.' },
  credential_in_request: {
    status: 400,
    meaning: 'The request sends a credential in the query string or in the body.',
  },
  invalid_subject_token: {
    status: 400,
    meaning:
      'The subject token is not valid, or its kind cannot be exchanged. Unknown, expired and revoked tokens get the same response.',
  },
  invalid_target: {
    status: 400,
    meaning: 'The subject token does not reach the `audience` or `resource`.',
  },
  invalid_scope: {
    status: 400,
    meaning: 'The subject token does not have every scope in `scope`.',
  },
  unsupported_grant_type: {
    status: 400,
    meaning: 'The only supported grant type is token exchange.',
  },
  unsupported_token_type: { status: 400, meaning: 'Tokens of this type cannot be revoked.' },
  credential_required: { status: 401, meaning: 'The request carries no credential.' },
  invalid_token: {
    status: 401,
    meaning:
      'The credential is not valid. Unknown, expired and revoked credentials get the same response.',
  },
  invalid_dpop_proof: {
    status: 401,
    meaning: 'The `DPoP` header does not prove possession of the key. The message says why.',
  },
  use_dpop_nonce: {
    status: 401,
    meaning: 'The proof must contain the nonce from the `DPoP-Nonce` header of this response.',
  },
  invalid_credentials: { status: 401, meaning: 'The username or the password is wrong.' },
  budget_exhausted: {
    status: 402,
    meaning:
      'The budget of the token, the assistant or the owner is used up until `resetsAt`. `layer` names it.',
  },
  insufficient_scope: {
    status: 403,
    meaning: 'The scope of the credential does not include this resource.',
  },
  read_only: { status: 403, meaning: 'The token is read-only.' },
  seat_required: { status: 403, meaning: 'The user behind the credential holds no AI seat.' },
  forbidden: { status: 403, meaning: 'The caller is not allowed to do this.' },
  address_not_allowed: {
    status: 403,
    meaning: 'The token does not allow this client address.',
  },
  origin_not_allowed: {
    status: 403,
    meaning: 'The token or session does not allow this origin.',
  },
  not_found: {
    status: 404,
    meaning: 'The resource does not exist, or the caller may not know that it does.',
  },
  method_not_allowed: {
    status: 405,
    meaning: 'The resource does not support this method. `Allow` lists the supported methods.',
  },
  not_acceptable: {
    status: 406,
    meaning: 'The resource is not available in any media type of the `Accept` header.',
  },
  request_timeout: { status: 408, meaning: 'The request did not arrive in time.' },
  payload_too_large: { status: 413, meaning: 'The body is larger than 256 KiB.' },
  unsupported_media_type: { status: 415, meaning: 'The body is not `application/json` in UTF-8.' },
  quota_exceeded: {
    status: 409,
    meaning: 'A quota is used up. `details` names it.',
  },
  id_taken: {
    status: 409,
    meaning: 'A user, team or service account with this id already exists.',
  },
  slug_taken: { status: 409, meaning: 'The owner already has an assistant with this slug.' },
  seats_exhausted: { status: 409, meaning: 'No AI seat is left.' },
  last_admin: {
    status: 409,
    meaning: 'The last active admin cannot be removed, disabled or demoted.',
  },
  version_conflict: {
    status: 409,
    meaning: 'The secret version that you want to replace is no longer the current one.',
  },
  rotation_in_progress: {
    status: 409,
    meaning:
      'The overlap of the last rotation of the token still runs. Rotate again after its end, without an overlap, or with `force`.',
  },
  tokens_not_transferable: {
    status: 409,
    meaning:
      'Tokens of the user cannot be transferred, so nothing was changed. `details` names them, with the reason.',
  },
  owner_disabled: { status: 409, meaning: 'The owner of the token is disabled.' },
  owner_without_seat: {
    status: 409,
    meaning: 'The owner of the token holds no AI seat.',
  },
  assistant_out_of_reach: {
    status: 409,
    meaning: 'The owner of the token cannot see the assistant.',
  },
  count_changed: {
    status: 409,
    meaning:
      'The filter matches another number of tokens than `expectedCount`. Nothing was changed.',
  },
  token_not_active: { status: 409, meaning: 'The token has expired or was revoked.' },
  idempotency_key_in_use: {
    status: 409,
    meaning:
      'Another request with this `Idempotency-Key` is still running. Try again after `Retry-After` seconds.',
  },
  restriction_not_tightened: {
    status: 409,
    meaning: 'The change would loosen a restriction. Restrictions can only be tightened.',
  },
  too_many_webhooks: {
    status: 409,
    meaning: 'The assistant has reached its maximum number of webhooks.',
  },
  webhook_disabled: { status: 409, meaning: 'The webhook is disabled.' },
  answer_in_progress: {
    status: 409,
    meaning: 'An answer is in progress in this chat. Wait until it ends.',
  },
  message_not_retryable: {
    status: 409,
    meaning: 'Only a failed answer can be retried, and only if it is the last answer of the chat.',
  },
  precondition_failed: {
    status: 412,
    meaning: 'The resource does not satisfy `If-Match` or `If-None-Match`. Read it again.',
  },
  idempotency_key_reused: {
    status: 422,
    meaning: 'This `Idempotency-Key` was already used for a different request.',
  },
  policy_violation: {
    status: 422,
    meaning: 'A policy does not allow this. `details` names each broken rule.',
  },
  too_many_requests: {
    status: 429,
    meaning: 'Too many requests. Try again after `Retry-After` seconds.',
  },
  headers_too_large: {
    status: 431,
    meaning: 'The request line and the headers are larger than 16 KiB.',
  },
  internal_error: {
    status: 500,
    meaning: 'The service failed. Its log has the reason under the `requestId`.',
  },
  model_failed: {
    status: 502,
    meaning:
      'The model stopped before the end, or its response was invalid. The text received so far is stored.',
  },
  model_answered_nothing: {
    status: 502,
    meaning: 'The model ended its answer without any text. `finishReason` may say why.',
  },
  model_refused: { status: 502, meaning: 'The model refused the request.' },
  answer_too_long: { status: 502, meaning: 'The answer was too long. Its beginning is stored.' },
  client_closed: {
    status: 502,
    meaning: 'The client disconnected before the answer ended. The text received so far is stored.',
  },
  model_rate_limited: {
    status: 502,
    meaning:
      'The model accepts no more requests at the moment. Try again after `Retry-After` seconds.',
  },
  interrupted: {
    status: 503,
    meaning: 'The service stopped before the answer ended. The text received so far is stored.',
  },
  unavailable: { status: 503, meaning: 'The service is temporarily unavailable. Try again later.' },
  model_timeout: {
    status: 504,
    meaning: 'The model did not answer in time. The text received so far is stored.',
  },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;
