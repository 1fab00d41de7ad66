import { DomainError } from '../../platform/errors/domain-error.js';

export class UnsupportedGrantTypeError extends DomainError {
  constructor() {
    super('unsupported_grant_type', 'The only grant type is token exchange (RFC 8693).');
  }
}

/** RFC 8693, section 2.2.2: an `invalid_request`. Unknown, expired and revoked look the same. */
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
    super('invalid_scope', 'The subject token does not have all of this scope.');
  }
}

/** RFC 7009, section 2.2.1. */
export class UnsupportedTokenTypeError extends DomainError {
  constructor() {
    super('unsupported_token_type', 'A JWT cannot be revoked: it ends within a minute.');
  }
}
