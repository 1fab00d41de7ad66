/** Every `code` an error answer can carry: its status, and its meaning for the OpenAPI document. */
export const ERROR_CODES = {
  invalid_request: { status: 400, meaning: 'The request is malformed: the message says where.' },
  validation_failed: {
    status: 400,
    meaning: 'One or more fields are wrong; `details` names each of them.',
  },
  invalid_cursor: {
    status: 400,
    meaning: 'The `cursor` is not one that this collection handed out.',
  },
  multiple_credentials: { status: 400, meaning: 'The request carries more than one credential.' },
  credential_in_request: {
    status: 400,
    meaning: 'A credential was sent in the query string or in the body.',
  },
  invalid_subject_token: {
    status: 400,
    meaning:
      'The subject token is not valid, or not one that is exchanged. Unknown, expired and revoked ones look the same.',
  },
  invalid_target: {
    status: 400,
    meaning: 'The subject token does not reach the `audience` or `resource`.',
  },
  invalid_scope: { status: 400, meaning: 'The subject token does not have all of the `scope`.' },
  unsupported_grant_type: { status: 400, meaning: 'The only grant type is token exchange.' },
  unsupported_token_type: { status: 400, meaning: 'Tokens of this type cannot be revoked.' },
  credential_required: { status: 401, meaning: 'The request carries no credential.' },
  invalid_token: {
    status: 401,
    meaning: 'The credential is not valid. Unknown, expired and revoked ones look the same.',
  },
  invalid_dpop_proof: {
    status: 401,
    meaning: 'The `DPoP` header does not prove possession of the key; the message says why.',
  },
  use_dpop_nonce: {
    status: 401,
    meaning: 'The proof must hold the nonce of the `DPoP-Nonce` header of this answer.',
  },
  invalid_credentials: { status: 401, meaning: 'Unknown user or wrong password.' },
  insufficient_scope: {
    status: 403,
    meaning: 'This kind of credential does not reach this resource.',
  },
  read_only: { status: 403, meaning: 'The token is read-only.' },
  seat_required: { status: 403, meaning: 'The owner of the credential holds no active AI seat.' },
  forbidden: { status: 403, meaning: 'The caller may not do this.' },
  address_not_allowed: {
    status: 403,
    meaning: 'The token may not be used from this client address.',
  },
  origin_not_allowed: {
    status: 403,
    meaning: 'The token or session may not be used from this origin.',
  },
  not_found: { status: 404, meaning: 'No such resource, or one the caller may not know of.' },
  method_not_allowed: {
    status: 405,
    meaning: 'The resource exists but does not take this method; see `Allow`.',
  },
  not_acceptable: { status: 406, meaning: 'No representation satisfies the `Accept` header.' },
  request_timeout: { status: 408, meaning: 'The request did not arrive in time.' },
  payload_too_large: { status: 413, meaning: 'The body is larger than 256 KiB.' },
  unsupported_media_type: { status: 415, meaning: 'The body is not `application/json` in UTF-8.' },
  id_taken: { status: 409, meaning: 'A user or a team with this id exists.' },
  slug_taken: { status: 409, meaning: 'The owner has an assistant with this slug.' },
  seats_exhausted: { status: 409, meaning: 'No AI seat is left.' },
  last_admin: {
    status: 409,
    meaning: 'The last active admin cannot be removed, disabled or demoted.',
  },
  version_conflict: {
    status: 409,
    meaning: 'The version that was to be replaced is no longer the current one.',
  },
  token_not_active: { status: 409, meaning: 'The token is expired or revoked.' },
  idempotency_key_in_use: {
    status: 409,
    meaning:
      'A request with this `Idempotency-Key` is still running; try again after `Retry-After`.',
  },
  restriction_not_tightened: { status: 409, meaning: 'A restriction can only be tightened.' },
  too_many_webhooks: { status: 409, meaning: 'The assistant has as many webhooks as it may have.' },
  webhook_disabled: { status: 409, meaning: 'The webhook is disabled.' },
  answer_in_progress: {
    status: 409,
    meaning: 'An answer is under way in this chat; wait for its end.',
  },
  message_not_retryable: {
    status: 409,
    meaning: 'Only a failed answer that no other question has followed is asked for again.',
  },
  precondition_failed: {
    status: 412,
    meaning:
      'The resource is not, or no longer, as `If-Match` or `If-None-Match` has it: read it again.',
  },
  idempotency_key_reused: {
    status: 422,
    meaning: 'This `Idempotency-Key` was used for another request.',
  },
  too_many_requests: {
    status: 429,
    meaning: 'Too many requests; try again after `Retry-After` seconds.',
  },
  headers_too_large: {
    status: 431,
    meaning: 'The request line and the headers are larger than 16 KiB.',
  },
  internal_error: {
    status: 500,
    meaning: 'The service failed. The `requestId` finds the reason in its log.',
  },
  model_failed: {
    status: 502,
    meaning: 'The model broke off, or what it sent is no answer. What came is kept.',
  },
  model_refused: { status: 502, meaning: 'The model refused the request.' },
  answer_too_long: { status: 502, meaning: 'The answer was too long. Its beginning is kept.' },
  client_closed: {
    status: 502,
    meaning: 'Nobody waited for the answer any more. What came is kept.',
  },
  model_rate_limited: {
    status: 502,
    meaning: 'The model takes no more requests now; try again after `Retry-After` seconds.',
  },
  interrupted: {
    status: 503,
    meaning: 'The service stopped amid the answer. What came is kept.',
  },
  unavailable: { status: 503, meaning: 'The service cannot answer now; try again.' },
  model_timeout: {
    status: 504,
    meaning: 'The model did not answer in time. What came is kept.',
  },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;
