import { DomainError } from '../platform/errors/domain-error.js';

export const REALM = 'assistant-tokens';

const CHALLENGE = `Bearer realm="${REALM}"`;

export const CREDENTIAL_REQUIRED = 'Authentication is required.';
export const OUT_OF_SCOPE = 'This credential does not reach this resource.';
export const SEAT_REQUIRED = 'This needs an active AI seat.';

/** RFC 6750, section 3: no credential, so the challenge carries no error. */
export class CredentialRequiredError extends DomainError {
  constructor() {
    super('credential_required', CREDENTIAL_REQUIRED, {
      headers: { 'WWW-Authenticate': CHALLENGE },
    });
  }
}

/** RFC 6750, section 3.1. Unknown, expired and revoked are not told apart. */
export class InvalidTokenError extends DomainError {
  constructor(challenge = `${CHALLENGE}, error="invalid_token"`) {
    super('invalid_token', 'The credential is not valid.', {
      headers: { 'WWW-Authenticate': challenge },
    });
  }
}

export class InvalidCredentialsError extends DomainError {
  constructor() {
    super('invalid_credentials', 'The username or the password is wrong.', {
      headers: { 'WWW-Authenticate': CHALLENGE },
    });
  }
}

/** RFC 6750, section 3.1. */
export class InsufficientScopeError extends DomainError {
  constructor(message = OUT_OF_SCOPE) {
    super('insufficient_scope', message, {
      headers: { 'WWW-Authenticate': `${CHALLENGE}, error="insufficient_scope"` },
    });
  }
}

export class MultipleCredentialsError extends DomainError {
  constructor() {
    super('multiple_credentials', 'Send one credential, not several.');
  }
}

export class CredentialInRequestError extends DomainError {
  constructor() {
    super(
      'credential_in_request',
      'Send the token in the Authorization header: a query string or a body ends up in logs.',
    );
  }
}

export class OriginNotAllowedError extends DomainError {
  constructor(message: string) {
    super('origin_not_allowed', message);
  }
}

export class SeatRequiredError extends DomainError {
  constructor() {
    super('seat_required', SEAT_REQUIRED);
  }
}

export class TooManyLoginsError extends DomainError {
  constructor(retryAfterSeconds: number) {
    super('too_many_requests', 'Too many failed logins; try again later.', {
      headers: {
        'Retry-After': String(retryAfterSeconds),
        'RateLimit-Policy': '"login";q=5;w=900',
        RateLimit: `"login";r=0;t=${retryAfterSeconds}`,
      },
    });
  }
}
