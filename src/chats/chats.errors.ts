import {
  DomainError,
  ForbiddenError,
  NotFoundError,
  ValidationError,
} from '../platform/errors/domain-error.js';
import { InvalidRequestError } from '../platform/errors/request.errors.js';

export class ChatNotFoundError extends NotFoundError {
  constructor() {
    super('chat');
  }
}

export class MessageNotFoundError extends NotFoundError {
  constructor() {
    super('message');
  }
}

export class AssistantMissingError extends ValidationError {
  constructor() {
    super([
      {
        field: 'assistantId',
        message: 'assistantId must be the UUID or the natural id (ownerId:slug) of an assistant',
      },
    ]);
  }
}

export class AssistantOutOfSightError extends ForbiddenError {
  constructor() {
    super('You may no longer see the assistant of this chat.');
  }
}

export class AnswerInProgressError extends DomainError {
  constructor() {
    super('answer_in_progress', 'An answer is under way in this chat; wait for its end.');
  }
}

export class MessageNotRetryableError extends DomainError {
  constructor() {
    super(
      'message_not_retryable',
      'Only a failed answer that no other question has followed is asked for again.',
    );
  }
}

export class TooManyAnswersError extends DomainError {
  constructor() {
    super('unavailable', 'Too many answers are under way; try again.', {
      headers: { 'Retry-After': '1' },
    });
  }
}

export class AnswerUnavailableError extends DomainError {
  constructor() {
    super('unavailable', 'The service cannot tell now how the answer ended; try again.', {
      headers: { 'Retry-After': '1' },
    });
  }
}

export class InvalidLastEventIdError extends InvalidRequestError {
  constructor() {
    super('The Last-Event-ID is not one of an event of this service.');
  }
}
