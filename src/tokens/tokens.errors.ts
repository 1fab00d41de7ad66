import { DomainError, ForbiddenError, NotFoundError } from '../platform/errors/domain-error.js';

export class TokenNotFoundError extends NotFoundError {
  constructor() {
    super('token');
  }
}

export class TokenNotManageableError extends ForbiddenError {
  constructor() {
    super('Only the owner of this token and users who may change its assistant can do this.');
  }
}

export class TokenNotActiveError extends DomainError {
  constructor() {
    super('token_not_active', 'The token has expired or was revoked.');
  }
}

export class VersionConflictError extends DomainError {
  constructor() {
    super('version_conflict', 'This version of the secret is no longer the current one.');
  }
}

export class RotationInProgressError extends DomainError {
  constructor() {
    super(
      'rotation_in_progress',
      'The overlap of the last rotation still runs. Wait for its end, or send force to end it now.',
    );
  }
}

export class RestrictionNotTightenedError extends DomainError {
  constructor(field: string) {
    super(
      'restriction_not_tightened',
      `Restrictions can only be tightened, but the new ${field} is looser.`,
    );
  }
}
