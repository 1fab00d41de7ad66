import { DomainError } from './domain-error.js';

export class InvalidRequestError extends DomainError {
  constructor(message: string) {
    super('invalid_request', message);
  }
}

export class PayloadTooLargeError extends DomainError {
  constructor() {
    super('payload_too_large', 'The body is larger than 256 KiB.');
  }
}

export class HeadersTooLargeError extends DomainError {
  constructor() {
    super('headers_too_large', 'The request line and the headers are larger than 16 KiB.');
  }
}

export class RequestTimeoutError extends DomainError {
  constructor() {
    super('request_timeout', 'The request did not arrive in time.');
  }
}

export class UnsupportedMediaTypeError extends DomainError {
  /** @param accepted media types */
  constructor(accepted: readonly string[]) {
    super('unsupported_media_type', `Send the body as ${accepted.join(' or ')} in UTF-8.`, {
      headers: { Accept: accepted.join(', ') },
    });
  }
}

export class NotAcceptableError extends DomainError {
  constructor() {
    super(
      'not_acceptable',
      'This resource is available as application/hal+json and application/json.',
    );
  }
}

export class MethodNotAllowedError extends DomainError {
  constructor(method: string, allow: string) {
    super('method_not_allowed', `This resource does not support ${method}.`, {
      headers: { Allow: allow },
    });
  }
}
