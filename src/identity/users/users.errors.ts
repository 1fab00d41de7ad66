import { DomainError, NotFoundError } from '../../platform/errors/domain-error.js';
import { UnavailableError } from '../../platform/errors/unavailable.error.js';

export class UserNotFoundError extends NotFoundError {
  constructor() {
    super('user');
  }
}

export class IdTakenError extends DomainError {
  constructor(id: string) {
    super('id_taken', `The id ${id} is already taken by a user, a team or a service account.`);
  }
}

export class LastAdminError extends DomainError {
  constructor() {
    super('last_admin', 'The last active admin cannot be removed, disabled or demoted.');
  }
}

export class PasswordsBusyError extends UnavailableError {
  constructor() {
    super(5, 'The service is checking too many passwords at the moment. Try again later.');
  }
}
