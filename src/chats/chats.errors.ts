import {
  DomainError,
  ForbiddenError,
  NotFoundError,
  ValidationError,
} from '../platform/errors/domain-error.js';
import { InvalidRequestError } from '../platform/errors/request.errors.js';
import { UnavailableError } from '../platform/errors/unavailable.error.js';

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
    super('You can no longer see the assistant of this chat.');
  }
}

export class AnswerInProgressError extends DomainError {
  constructor() {
    super('answer_in_progress', 'An answer is in progress in this chat. Wait until it ends.');
  }
}

export class MessageNotRetryableError extends DomainError {
  constructor() {
    super(
      'message_not_retryable',
      'You can only retry a failed answer, and only if it is the last answer of the chat.',
    );
  }
}

export class TooManyAnswersError extends UnavailableError {
  constructor() {
    super(1, 'Too many answers are in progress. Try again later.');
  }
}

export class PlacesOfOthersError extends UnavailableError {
  constructor() {
    super(
      1,
      'Too many of your answers are in progress. The other places are for others. Try again later.',
    );
  }
}

export class AnswerUnavailableError extends UnavailableError {
  constructor() {
    super(1, 'The service cannot tell how the answer ended. Try again later.');
  }
}

export class InvalidLastEventIdError extends InvalidRequestError {
  constructor() {
    super('Last-Event-ID is not the id of an event of this service.');
  }
}
