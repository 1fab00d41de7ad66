import { DomainError, ForbiddenError, NotFoundError } from '../platform/errors/domain-error.js';

export class TokenNotFoundError extends NotFoundError {
  constructor() {
    super('token');
  }
}

export class TokenNotManageableError extends ForbiddenError {
  constructor() {
    super('Only the owner of this token and writers of its assistant may do this.');
  }
}

export class TokenNotActiveError extends DomainError {
  constructor() {
    super('token_not_active', 'The token is expired or revoked.');
  }
}

export class VersionConflictError extends DomainError {
  constructor() {
    super('version_conflict', 'This secret version is no longer the current one.');
  }
}

export class RestrictionNotTightenedError extends DomainError {
  constructor(field: string) {
    super('restriction_not_tightened', `A restriction can only be tightened: ${field} is looser.`);
  }
}
