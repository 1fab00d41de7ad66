import { AssistantTokensError } from './client-error.js';

interface Lost {
  cause?: unknown;
  /** No connection came about, so the service has done nothing. */
  neverSent?: boolean;
}

/** There was no answer, or not all of it. */
export class ConnectionError extends AssistantTokensError {
  /** False: whether the service did what it was asked for is not known. */
  readonly neverSent: boolean;

  constructor(message: string, { cause, neverSent = false }: Lost = {}) {
    super(message, { cause });
    this.neverSent = neverSent;
  }
}

/** There was no answer in the time that the request had. */
export class TimeoutError extends ConnectionError {
  constructor(milliseconds: number) {
    super(`There was no answer within ${milliseconds} ms.`);
  }
}
