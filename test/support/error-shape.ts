import { STATUS_CODES } from 'node:http';
import { ERROR_CODES } from '../../src/platform/errors/error-code.js';
import { oauthCodeOf } from '../../src/api/http/oauth-error-body.js';

interface ErrorAnswer {
  status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

const KEYS = ['code', 'error', 'message', 'requestId', 'statusCode'];

/** @returns why the response does not have the shape of a client error, or null */
export function flawOfRefusal({ status, body }: ErrorAnswer): string | null {
  if (status < 400 || status >= 500) return `the status ${status}`;
  if (typeof body !== 'object' || body === null) return 'no JSON object';
  const { statusCode, error, error_description, message, code, requestId, details, ...others } =
    body;
  const rightShape =
    Object.keys(others).length === 0 &&
    KEYS.every((key) => Object.hasOwn(body, key)) &&
    statusCode === status &&
    (error_description === undefined
      ? error === STATUS_CODES[status]
      : error === oauthCodeOf(code) && error_description === message) &&
    typeof message === 'string' &&
    typeof requestId === 'string' &&
    Object.hasOwn(ERROR_CODES, code) &&
    (details === undefined) === (code !== 'validation_failed');
  return rightShape ? null : `another shape: ${JSON.stringify(body)}`;
}
