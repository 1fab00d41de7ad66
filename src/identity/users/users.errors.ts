import { DomainError, NotFoundError } from '../../platform/errors/domain-error.js';

export class UserNotFoundError extends NotFoundError {
  constructor() {
    super('user');
  }
}

export class IdTakenError extends DomainError {
  constructor(id: string) {
    super('id_taken', `A user or a team with the id ${id} exists.`);
  }
}

export class LastAdminError extends DomainError {
  constructor() {
    super('last_admin', 'The last active admin cannot be removed, disabled or demoted.');
  }
}

export class PasswordsBusyError extends DomainError {
  constructor() {
    super('unavailable', 'Too many passwords are being checked; try again.', {
      headers: { 'Retry-After': '5' },
    });
  }
}
