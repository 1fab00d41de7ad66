import { AssistantTokensError } from './client-error.js';

interface Lost {
  cause?: unknown;
  /** No connection was established, so the service has done nothing. */
  neverSent?: boolean;
}

/** The client got no response, or an incomplete one. */
export class ConnectionError extends AssistantTokensError {
  /** False: the service may have run the request. */
  readonly neverSent: boolean;

  constructor(message: string, { cause, neverSent = false }: Lost = {}) {
    super(message, { cause });
    this.neverSent = neverSent;
  }
}

/** The client got no response in time. */
export class TimeoutError extends ConnectionError {
  constructor(milliseconds: number) {
    super(`There was no answer within ${milliseconds} ms.`);
  }
}
