import type { Request } from 'express';
import type { DomainError } from '../../platform/errors/domain-error.js';
import type { ErrorCode } from '../../platform/errors/error-code.js';
import { describeError } from './error-body.js';

/** Errors of `POST` requests to these have the format of RFC 6749, section 5.2. */
const OAUTH_ENDPOINTS = new Set(['/api/oauth/token', '/api/oauth/revoke']);

export function isOAuthEndpoint(method: string, path: string): boolean {
  return method === 'POST' && OAUTH_ENDPOINTS.has(path);
}

/** OAuth error codes by our codes. All others become `invalid_request`. */
const OAUTH_CODES: Partial<Record<ErrorCode, string>> = {
  invalid_target: 'invalid_target',
  invalid_scope: 'invalid_scope',
  unsupported_grant_type: 'unsupported_grant_type',
  unsupported_token_type: 'unsupported_token_type',
  invalid_token: 'invalid_client',
  unavailable: 'temporarily_unavailable',
  internal_error: 'server_error',
};

const OTHERWISE = 'invalid_request';

/** All values of `error`. */
export const OAUTH_ERRORS = [OTHERWISE, ...Object.values(OAUTH_CODES)];

export function oauthCodeOf(code: ErrorCode): string {
  return OAUTH_CODES[code] ?? OTHERWISE;
}

/** Like other error bodies, but with the members `error` and `error_description` of OAuth. */
export function describeOAuthError(error: DomainError, requestId: Request['id']) {
  return {
    ...describeError(error, requestId),
    error: oauthCodeOf(error.code),
    error_description: error.message,
  };
}
