import { ForbiddenError, NotFoundError } from '../../platform/errors/domain-error.js';

export class TeamNotFoundError extends NotFoundError {
  constructor() {
    super('team');
  }
}

export class MemberNotFoundError extends NotFoundError {
  constructor() {
    super('member');
  }
}

export class TeamAdminRequiredError extends ForbiddenError {
  constructor() {
    super('You must be an admin of the team.');
  }
}
