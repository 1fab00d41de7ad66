import { ForbiddenError, NotFoundError } from '../common/domain-error.js';

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
    super('This needs the role admin in the team.');
  }
}
