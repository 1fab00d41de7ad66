import { DomainError } from '../../platform/errors/domain-error.js';

export class UnsupportedGrantTypeError extends DomainError {
  constructor() {
    super('unsupported_grant_type', 'The only supported grant type is token exchange (RFC 8693).');
  }
}

/**
 * Becomes the OAuth error `invalid_request` (RFC 8693, section 2.2.2). Unknown, expired and revoked
 * tokens get the same response.
 */
export class InvalidSubjectTokenError extends DomainError {
  constructor(message = 'The subject token is not valid.') {
    super('invalid_subject_token', message);
  }
}

export class InvalidTargetError extends DomainError {
  constructor() {
    super('invalid_target', 'The subject token does not reach this audience or resource.');
  }
}

export class InvalidScopeError extends DomainError {
  constructor() {
    super('invalid_scope', 'The subject token does not have every requested scope.');
  }
}

/** RFC 7009, section 2.2.1. */
export class UnsupportedTokenTypeError extends DomainError {
  constructor() {
    super('unsupported_token_type', 'A JWT cannot be revoked. It expires within a minute.');
  }
}
