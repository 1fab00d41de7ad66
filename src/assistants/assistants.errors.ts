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
    super('You may see this assistant, but not change it.');
  }
}

export class OwnerNotWritableError extends ForbiddenError {
  constructor() {
    super('This needs the role admin or editor in the team.');
  }
}

export class SlugTakenError extends DomainError {
  constructor() {
    super('slug_taken', 'The owner has an assistant with this slug.');
  }
}
