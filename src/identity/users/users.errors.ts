import { DomainError, NotFoundError } from '../../platform/errors/domain-error.js';

export class UserNotFoundError extends NotFoundError {
  constructor() {
    super('user');
  }
}

export class IdTakenError extends DomainError {
  constructor(id: string) {
    super('id_taken', `The id ${id} is already taken by a user or a team.`);
  }
}

export class LastAdminError extends DomainError {
  constructor() {
    super('last_admin', 'The last active admin cannot be removed, disabled or demoted.');
  }
}

export class PasswordsBusyError extends DomainError {
  constructor() {
    super(
      'unavailable',
      'The service is checking too many passwords at the moment. Try again later.',
      {
        headers: { 'Retry-After': '5' },
      },
    );
  }
}
