import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { Logger } from '@nestjs/common';
import type { DomainError } from '../../platform/errors/domain-error.js';
import {
  HeadersTooLargeError,
  InvalidRequestError,
  PayloadTooLargeError,
  RequestTimeoutError,
} from '../../platform/errors/request.errors.js';
import { describeError } from './error-body.js';
import { newRequestId } from './request-id.js';

const logger = new Logger('HTTP');

/** Answers requests that Node cannot parse on the raw connection, as they never reach Express. */
export function answerUnreadable({ code }: { code?: string }, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const error = toDomainError(code);
  const requestId = newRequestId();
  logger.log({ requestId, status: error.statusCode, reason: code }, 'Could not read a request.');
  socket.end(toAnswer(error, requestId), () => socket.destroy());
}

function toDomainError(code: string | undefined): DomainError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new HeadersTooLargeError();
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new PayloadTooLargeError();
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new RequestTimeoutError();
    default:
      return new InvalidRequestError('This is not a well-formed HTTP request.');
  }
}

function toAnswer(error: DomainError, requestId: string): string {
  const body = JSON.stringify(describeError(error, requestId));
  return [
    `HTTP/1.1 ${error.statusCode} ${STATUS_CODES[error.statusCode] ?? ''}`,
    'Connection: close',
    'Cache-Control: no-store',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    '',
    body,
  ].join('\r\n');
}
