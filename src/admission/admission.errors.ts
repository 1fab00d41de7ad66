import { DomainError } from '../platform/errors/domain-error.js';

export const REALM = 'assistant-tokens';

const CHALLENGE = `Bearer realm="${REALM}"`;

export const CREDENTIAL_REQUIRED = 'Authentication is required.';
export const OUT_OF_SCOPE = 'This credential does not reach this resource.';
export const SEAT_REQUIRED = 'This requires an AI seat.';

/** Without a credential, the challenge must not contain an error (RFC 6750, section 3). */
export class CredentialRequiredError extends DomainError {
  constructor() {
    super('credential_required', CREDENTIAL_REQUIRED, {
      headers: { 'WWW-Authenticate': CHALLENGE },
    });
  }
}

/** RFC 6750, section 3.1. The same for unknown, expired and revoked credentials. */
export class InvalidTokenError extends DomainError {
  constructor(challenge = `${CHALLENGE}, error="invalid_token"`) {
    super('invalid_token', 'The credential is not valid.', {
      headers: { 'WWW-Authenticate': challenge },
    });
  }
}

/** RFC 6749, section 5.2: a client that used `Basic` gets a challenge with the same scheme. */
export class InvalidClientError extends InvalidTokenError {
  constructor() {
    super(`Basic realm="${REALM}"`);
  }
}

export class InvalidCredentialsError extends DomainError {
  constructor(quotaHeaders: Record<string, string>) {
    super('invalid_credentials', 'The username or the password is wrong.', {
      headers: { 'WWW-Authenticate': CHALLENGE, ...quotaHeaders },
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
    super('multiple_credentials', 'Send only one credential.');
  }
}

export class CredentialInRequestError extends DomainError {
  constructor() {
    super(
      'credential_in_request',
      'Send the token in the Authorization header. Query strings and bodies end up in logs.',
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
    super('too_many_requests', 'Too many failed logins. Try again later.', {
      headers: {
        'Retry-After': String(retryAfterSeconds),
        'RateLimit-Policy': '"login";q=5;w=900',
        RateLimit: `"login";r=0;t=${retryAfterSeconds}`,
      },
    });
  }
}
