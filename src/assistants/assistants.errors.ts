import { DomainError, ForbiddenError, NotFoundError } from '../platform/errors/domain-error.js';

export class AssistantNotFoundError extends NotFoundError {
  constructor() {
    super('assistant');
  }
}

export class OwnerNotFoundError extends NotFoundError {
  constructor() {
    super('owner');
  }
}

export class AssistantNotWritableError extends ForbiddenError {
  constructor() {
    super('You can see this assistant, but you cannot change it.');
  }
}

export class OwnerNotWritableError extends ForbiddenError {
  constructor() {
    super('You must be an admin or editor of the team.');
  }
}

export class SlugTakenError extends DomainError {
  constructor() {
    super('slug_taken', 'The owner already has an assistant with this slug.');
  }
}
